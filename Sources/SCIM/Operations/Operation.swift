/// What a client wants done with one resource, apart from the HTTP request that asked for it (RFC 7644 section 3.2).
///
/// A bulk request holds many of them, a log of requests can run one again, and whoever only observes works one out
/// without writing anything.
public struct Operation: Sendable {
    /// What is to be done, with all that the client said about it.
    public enum Action: Sendable {
        /// Show the resource.
        case find
        /// Make a resource.
        case create(Resource)
        /// Put something in the place of what is there.
        case replace(Replacement)
        /// Change some of the resource.
        case patch(PatchRequest)
        /// Take the resource away.
        case delete
    }

    /// What is to be done.
    public let action: Action
    /// What kind of resource it is about.
    public let type: ResourceType
    /// The identifier of the resource as the client gave it; nil where the resource is to be made.
    public let id: String?
    /// In which version the client expects the resource.
    public let preconditions: Preconditions
    /// What of the resource the client wants to see.
    public let projection: Projection
    /// How many bytes the client sent to say it: what the work may cost grows with them.
    public let byteCount: Int

    /// Describes an operation; what is left out demands nothing, and shows everything.
    public init(
        _ action: Action, _ type: ResourceType, id: String? = nil, preconditions: Preconditions = .none,
        projection: Projection? = nil, byteCount: Int = 0
    ) {
        self.action = action
        self.type = type
        self.id = id
        self.preconditions = preconditions
        self.projection = projection ?? Projection(type)
        self.byteCount = byteCount
    }
}
