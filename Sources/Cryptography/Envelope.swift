/// Something sealed, as it is stored: a version, the identifier of the master key, a nonce, the ciphertext and its tag.
///
/// The version says how the rest is to be read. Version 1: 4 bytes of identifier, 12 of nonce, ciphertext of any length,
/// 16 of tag; AES-256-GCM (NIST SP 800-38D).
public struct Envelope: Sendable, Hashable {
    /// The version that is written now; all that there have been can be read.
    public static let version: UInt8 = 1

    static let nonceBytes = 12
    static let tagBytes = 16
    private static let headBytes = 1 + KeyID.byteCount

    /// The master key that it is sealed under.
    public let keyID: KeyID

    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(keyID: KeyID, nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        self.keyID = keyID
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Reads what was stored; whether it is authentic, opening it says.
    ///
    /// - Throws: `CryptographyError` with `notSealed` for what is too short or of a version that is not known.
    public init(parsing bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.first == Self.version, bytes.count >= Self.headBytes + Self.nonceBytes + Self.tagBytes,
            let keyID = KeyID(leading: bytes.dropFirst())
        else { throw CryptographyError(code: .notSealed) }
        let rest = bytes.dropFirst(Self.headBytes)
        self.init(
            keyID: keyID, nonce: Array(rest.prefix(Self.nonceBytes)),
            ciphertext: Array(rest.dropFirst(Self.nonceBytes).dropLast(Self.tagBytes)),
            tag: Array(rest.suffix(Self.tagBytes)))
    }

    /// What is stored.
    public var bytes: [UInt8] { head + nonce + ciphertext + tag }

    /// What is authentic beside the ciphertext: which version, which key, and the place that it belongs to.
    func associatedData(at place: SealedPlace) -> [UInt8] { head + place.bytes }

    private var head: [UInt8] { [Self.version] + keyID.bytes }
}
