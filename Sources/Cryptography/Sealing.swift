internal import COpenSSL

/// Keeps what has to be known again later, such as a webhook's secret, unreadable without a key: AES-256-GCM
/// (NIST SP 800-38D).
public enum Sealing {
    private static let nonceBytes = 12
    private static let tagBytes = 16

    /// Seals some bytes: a random nonce, the ciphertext, and the tag that shows any change.
    ///
    /// - Parameter key: exactly 32 bytes.
    /// - Throws: `CryptographyError` with `randomUnavailable`.
    public static func seal(_ plaintext: Secret, key: Secret) throws(CryptographyError) -> [UInt8] {
        let nonce = try SecureRandom.bytes(nonceBytes)
        let context = CipherContext(key: key, nonce: nonce, isEncrypting: true)
        let ciphertext = context.update(plaintext.unsafeRevealedBytes)
        precondition(context.finish(), "encrypting without padding cannot fail")
        return nonce + ciphertext + context.tag(count: tagBytes)
    }

    /// Opens what was sealed.
    ///
    /// - Throws: `CryptographyError` with `notAuthentic` for another key, or where a byte was changed.
    public static func open(_ sealed: [UInt8], key: Secret) throws(CryptographyError) -> Secret {
        guard sealed.count >= nonceBytes + tagBytes else { throw CryptographyError(code: .notAuthentic) }
        let context = CipherContext(key: key, nonce: Array(sealed.prefix(nonceBytes)), isEncrypting: false)
        let plaintext = context.update(Array(sealed.dropFirst(nonceBytes).dropLast(tagBytes)))
        context.expect(tag: Array(sealed.suffix(tagBytes)))
        guard context.finish() else { throw CryptographyError(code: .notAuthentic) }
        return Secret(plaintext)
    }
}

/// One encryption or decryption; owns libcrypto's context.
@safe
private final class CipherContext {
    private let pointer: OpaquePointer

    init(key: Secret, nonce: [UInt8], isEncrypting: Bool) {
        precondition(key.count == 32, "AES-256 takes a key of 32 bytes")
        guard let pointer = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        unsafe self.pointer = pointer
        let isReady = unsafe EVP_CipherInit_ex(
            pointer, EVP_aes_256_gcm(), nil, key.unsafeRevealedBytes, nonce, isEncrypting ? 1 : 0)
        precondition(isReady == 1, "libcrypto has AES-256-GCM")
    }

    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

    func update(_ input: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: input.count) { output, count in
            var written: Int32 = 0
            let done =
                unsafe input.isEmpty
                || EVP_CipherUpdate(pointer, output.baseAddress, &written, input, Int32(input.count)) == 1
            precondition(done && Int(written) == input.count, "a stream cipher keeps the length")
            count = input.count
        }
    }

    func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: 16)
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(pointer, &rest, &written) == 1
    }

    func tag(count: Int) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: count)
        let done = unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, Int32(count), &tag)
        precondition(done == 1, "GCM has a tag")
        return tag
    }

    func expect(tag: [UInt8]) {
        var tag = tag
        let done = unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag)
        precondition(done == 1, "GCM takes a tag")
    }
}
