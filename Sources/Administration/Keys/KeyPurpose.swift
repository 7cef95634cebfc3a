/// What a key is to open.
public enum KeyPurpose: Sendable, Hashable {
    /// An environment, by its name or id.
    case environment(String)
    /// The operator's API.
    case api
}
