/// How many requests a second a tenant may send, over all servers.
public enum RequestLimit: Sendable, Hashable {
    /// What the platform says for every tenant of which nothing else is said.
    case standard
    /// No limit.
    case unlimited
    /// So many a second.
    case perSecond(Int)

    /// The limits that there are, in requests a second. Entra ID asks for 25 at the least, and no customer gets less.
    public static let rates = 25...1_000_000

    /// The limit that holds, in requests a second; nil for none.
    ///
    /// - Parameter standard: what the platform says for every tenant; nil for no limit.
    public func rate(standard: Int?) -> Int? {
        switch self {
        case .standard: standard
        case .unlimited: nil
        case .perSecond(let rate): rate
        }
    }

    /// Reads what is stored: nothing for the standard, 0 for no limit.
    init(stored: Int?) {
        switch stored {
        case nil: self = .standard
        case 0?: self = .unlimited
        case let rate?: self = .perSecond(rate)
        }
    }

    /// What is stored.
    var stored: Int? {
        switch self {
        case .standard: nil
        case .unlimited: 0
        case .perSecond(let rate): rate
        }
    }
}
