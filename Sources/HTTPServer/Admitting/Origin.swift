/// Whose request it is: requests of one origin share the server's capacity with those of others, fairly.
///
/// An origin is a number that whoever configures the server makes of what it knows, such as a tenant's number or a hash
/// of an address. Two origins with one number share one part of the capacity, and nothing else.
public struct Origin: Hashable, Sendable {
    private let key: UInt64

    /// Names an origin.
    public init(_ key: UInt64) {
        self.key = key
    }

    /// The one that all requests have where nobody tells them apart.
    static let everybody = Origin(0)
}
