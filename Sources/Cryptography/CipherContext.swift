internal import COpenSSL

/// One encryption or decryption with AES-256-GCM (NIST SP 800-38D); owns libcrypto's context.
@safe
final class CipherContext {
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

    /// Takes in what is not encrypted and may not be changed either; before ``update(_:)``.
    func authenticate(_ input: [UInt8]) {
        var written: Int32 = 0
        let done = unsafe EVP_CipherUpdate(pointer, nil, &written, input, Int32(input.count))
        precondition(done == 1, "GCM takes associated data")
    }

    /// Encrypts or decrypts; what was decrypted is not to be used unless ``finish()`` says that it is authentic.
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

    /// Ends it. When decrypting, says whether everything was authentic.
    func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: 16)
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(pointer, &rest, &written) == 1
    }

    /// What shows any change, after encrypting.
    func tag(count: Int) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: count)
        let done = unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_GET_TAG, Int32(count), &tag)
        precondition(done == 1, "GCM has a tag")
        return tag
    }

    /// What has to be the tag of what is decrypted.
    func expect(tag: [UInt8]) {
        var tag = tag
        let done = unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag)
        precondition(done == 1, "GCM takes a tag")
    }
}
