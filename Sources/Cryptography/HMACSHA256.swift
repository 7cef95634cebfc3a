internal import COpenSSL

/// The message authentication code HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
    /// The length of a code, in bytes.
    public static let byteCount = 32

    /// The code of some bytes under a key.
    public static func authenticate(_ bytes: some Collection<UInt8>, key: Secret) -> [UInt8] {
        let key = key.unsafeRevealedBytes
        return unsafe withContiguousBytes(of: bytes) { input in
            unsafe key.withUnsafeBufferPointer { key in unsafe code(of: input, key: key) }
        }
    }

    /// Whether a code is the right one for some bytes under a key, compared in constant time.
    public static func isValid(_ code: [UInt8], for bytes: some Collection<UInt8>, key: Secret) -> Bool {
        constantTimeEqual(code, authenticate(bytes, key: key))
    }

    private static func code(of input: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        guard let context = unsafe EVP_MAC_CTX_dup(prepared.pointer) else { preconditionFailure("out of memory") }
        defer { unsafe EVP_MAC_CTX_free(context) }
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
            // An empty key is a key; libcrypto takes a null pointer for "keep the key that is there".
            var nothing: UInt8 = 0
            let done = unsafe withUnsafePointer(to: &nothing) { nothing in
                unsafe EVP_MAC_init(context, key.baseAddress ?? nothing, key.count, nil) == 1
                    && EVP_MAC_update(context, input.baseAddress, input.count) == 1
                    && EVP_MAC_final(context, output.baseAddress, &count, byteCount) == 1
            }
            precondition(done && count == byteCount, "libcrypto has HMAC with SHA-256")
        }
    }

    /// HMAC with SHA-256 chosen and without a key, to be copied for each use: looking the algorithms up each time takes
    /// about as long again as the rest.
    private static let prepared: PreparedContext = PreparedContext()
}

/// A context that is only ever copied.
@safe
private struct PreparedContext: @unchecked Sendable {
    // Sendable: nobody changes or releases it, and copying reads it only.
    let pointer: OpaquePointer

    init() {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, "HMAC", nil), let context = unsafe EVP_MAC_CTX_new(algorithm)
        else { preconditionFailure("libcrypto has HMAC") }
        unsafe pointer = context
        var digest = Array("SHA256".utf8CString)
        let isChosen = unsafe digest.withUnsafeMutableBytes { digest in
            unsafe "digest".withCString { name in
                var parameters = unsafe [
                    OSSL_PARAM(
                        key: name, data_type: UInt32(OSSL_PARAM_UTF8_STRING), data: digest.baseAddress,
                        data_size: digest.count - 1, return_size: 0),
                    OSSL_PARAM(),
                ]
                return unsafe EVP_MAC_CTX_set_params(context, &parameters) == 1
            }
        }
        precondition(isChosen, "libcrypto has HMAC with SHA-256")
    }
}
