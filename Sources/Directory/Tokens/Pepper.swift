public import Cryptography

/// The key of the platform with which secrets are digested. It lives in a file beside the server, never in the
/// database: whoever has only a dump can check no guess.
public struct Pepper: Sendable {
    /// The fewest bytes of text that a pepper may have.
    public static let minimumBytes = 32

    private let key: Secret

    /// A pepper from the contents of its file; nil where they are too short to be one.
    public init?(_ key: Secret) {
        guard key.count >= Self.minimumBytes else { return nil }
        self.key = key
    }

    /// HMAC-SHA256 of a secret's text, 32 bytes.
    public func digest(of text: String) -> [UInt8] {
        HMACSHA256.authenticate(text.utf8, key: key)
    }

    /// By what a database knows the pepper again, 32 bytes; it leads back to no secret.
    var checkValue: [UInt8] {
        HMACSHA256.authenticate("muster check: pepper 1".utf8, key: key)
    }

    /// A key for sealing, of 32 bytes, which says nothing about the pepper itself, about other purposes, nor about other
    /// things.
    ///
    /// - Parameter thing: what the secret belongs to, such as the key of its row.
    func sealingKey(for purpose: StaticString, of thing: String) -> Secret {
        Secret(HMACSHA256.authenticate("muster sealing: \(purpose): \(thing)".utf8, key: key))
    }
}
