/// Who does something, and in which request.
public struct Actor: Sendable, Hashable {
    /// What kind of actor.
    public enum Kind: String, Sendable, Hashable {
        /// An identity provider; which connection it is, the transaction knows.
        case connection
        /// A person of the operator.
        case staff
        /// The worker.
        case worker
    }

    /// What kind of actor.
    public let kind: Kind
    /// Which one; nil for a connection, since the database knows it.
    public let id: String?
    /// The request.
    public let requestID: String?

    /// An actor.
    public init(kind: Kind, id: String? = nil, requestID: String? = nil) {
        self.kind = kind
        self.id = id
        self.requestID = requestID
    }
}
