/// What an identity provider says about a person, taken apart for storage.
public struct UserContent: Sendable, Hashable {
    /// The name to sign in with, exactly as sent.
    public let userName: String
    /// The same, normalised: decides whether the name is taken.
    public let userNameKey: String
    /// The display name, normalised.
    public let displayNameKey: String?
    /// Every e-mail address, normalised, each once.
    public let emailKeys: [String]
    /// The connection's own name for the person.
    public let externalID: String?
    /// The whole, as one JSON object in UTF-8, without what columns hold.
    public let document: [UInt8]
    /// What is normalised for filters, as one JSON object in UTF-8: of all attributes, or of those that a change is
    /// about.
    public let keys: [UInt8]

    /// Content whose keys were made by the one normalisation.
    public init(
        userName: String, userNameKey: String, displayNameKey: String?, emailKeys: [String], externalID: String?,
        document: [UInt8], keys: [UInt8]
    ) {
        self.userName = userName
        self.userNameKey = userNameKey
        self.displayNameKey = displayNameKey
        self.emailKeys = emailKeys
        self.externalID = externalID
        self.document = document
        self.keys = keys
    }
}
