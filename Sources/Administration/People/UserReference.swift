public import FoundationEssentials

/// How staff name a person: by id, or by the name to sign in with.
public enum UserReference: Sendable, Hashable {
    case id(UUID)
    case userName(String)

    /// A reference; what reads as a UUID is an id.
    public init(_ text: String) {
        self = UUID(uuidString: text).map(UserReference.id) ?? .userName(text)
    }
}
