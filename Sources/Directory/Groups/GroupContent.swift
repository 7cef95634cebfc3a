/// What an identity provider says about a group, apart from its members.
public struct GroupContent: Sendable, Hashable {
    /// The name, exactly as sent.
    public let displayName: String
    /// The same, normalised: decides whether the name is taken.
    public let displayNameKey: String
    /// The connection's own name for the group.
    public let externalID: String?

    /// Content whose key was made by the one normalisation.
    public init(displayName: String, displayNameKey: String, externalID: String?) {
        self.displayName = displayName
        self.displayNameKey = displayNameKey
        self.externalID = externalID
    }
}
