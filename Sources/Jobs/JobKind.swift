/// What a job is, as its handler knows it: lower-case words joined by `_`, at most 63 characters.
public struct JobKind: RawRepresentable, Hashable, Sendable {
    /// For example `revoke_keys`.
    public let rawValue: String

    /// A kind; each one is a constant of the target that handles it.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }
}
