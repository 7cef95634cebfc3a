public import JSON

extension RequestLimit {
    /// The limit as programs are told it: a number of requests a second, `"default"` or `"none"`.
    public var json: JSON {
        switch self {
        case .standard: "default"
        case .unlimited: "none"
        case .perSecond(let rate): .integer(Int64(rate))
        }
    }
}
