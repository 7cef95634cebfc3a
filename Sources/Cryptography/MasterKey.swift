/// A key that does nothing itself: keys for single purposes are derived from it (RFC 5869).
///
/// What is derived is of a type that can do one thing: a ``DigestKey`` digests, a ``SealingKey`` seals and opens. None
/// of them shows its bytes, and no text that somebody chooses is digested under a key that does anything else.
public struct MasterKey: Sendable {
    /// The fewest bytes that one may be made from.
    public static let minimumBytes = 32

    /// By what a key that is expected is recognised, 32 bytes; it leads back to no key.
    public let checkValue: [UInt8]
    /// By what it is known beside what was made under it: how its check value begins.
    public let id: KeyID

    private let extracted: Secret

    /// A master key from a random text or bytes; nil where they are too few to be one.
    public init?(_ source: Secret) {
        guard source.count >= Self.minimumBytes else { return nil }
        let extracted = HKDFSHA256.extract(source, salt: "muster".utf8)
        let checkValue = Self.derive(from: extracted, "check").unsafeRevealedBytes
        guard let id = KeyID(leading: checkValue) else { return nil }
        self.extracted = extracted
        self.checkValue = checkValue
        self.id = id
    }

    /// The key that makes digests for one purpose.
    public func digestKey(for purpose: DigestPurpose) -> DigestKey {
        DigestKey(id: id, key: Self.derive(from: extracted, "digest/\(purpose.label)"))
    }

    /// The key that seals for one purpose.
    public func sealingKey(for purpose: SealingPurpose) -> SealingKey {
        SealingKey(id: id, key: Self.derive(from: extracted, "seal/\(purpose.label)"))
    }

    private static func derive(from extracted: Secret, _ label: String) -> Secret {
        HKDFSHA256.expand(extracted, info: label.utf8, count: 32)
    }
}
