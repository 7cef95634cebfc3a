/// A key that keeps what has to be known again later, such as a webhook's secret, unreadable to everybody without it.
public struct SealingKey: Sendable {
    /// The master key that it is derived from.
    public let id: KeyID

    private let key: Secret

    init(id: KeyID, key: Secret) {
        self.id = id
        self.key = key
    }

    /// Seals a secret for one place.
    ///
    /// - Throws: `CryptographyError` with `randomUnavailable`.
    public func seal(_ secret: Secret, at place: SealedPlace) throws(CryptographyError) -> Envelope {
        seal(secret, at: place, nonce: try SecureRandom.bytes(Envelope.nonceBytes))
    }

    /// The same with a nonce that is given: one nonce must never be used for two secrets.
    func seal(_ secret: Secret, at place: SealedPlace, nonce: [UInt8]) -> Envelope {
        let context = CipherContext(key: key, nonce: nonce, isEncrypting: true)
        context.authenticate(Envelope(keyID: id, nonce: [], ciphertext: [], tag: []).associatedData(at: place))
        let ciphertext = context.update(secret.unsafeRevealedBytes)
        precondition(context.finish(), "encrypting without padding cannot fail")
        return Envelope(
            keyID: id, nonce: nonce, ciphertext: ciphertext, tag: context.tag(count: Envelope.tagBytes))
    }

    /// Opens what was sealed for a place.
    ///
    /// - Throws: `CryptographyError`: `unknownKey` where it is sealed under another master key, `notAuthentic` where a
    ///   byte was changed, or where it was sealed for another place or purpose.
    public func open(_ envelope: Envelope, at place: SealedPlace) throws(CryptographyError) -> Secret {
        guard envelope.keyID == id else { throw CryptographyError(code: .unknownKey) }
        let context = CipherContext(key: key, nonce: envelope.nonce, isEncrypting: false)
        context.authenticate(envelope.associatedData(at: place))
        let secret = context.update(envelope.ciphertext)
        context.expect(tag: envelope.tag)
        guard context.finish() else { throw CryptographyError(code: .notAuthentic) }
        return Secret(secret)
    }
}
