internal import COpenSSL

/// The hash function SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// The length of a digest, in bytes.
    public static let byteCount = 32

    /// The digest of some bytes.
    public static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
        unsafe withContiguousBytes(of: bytes) { input in
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
                let done = unsafe EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, nil, Algorithm.sha256.pointer, nil)
                precondition(done == 1, "libcrypto has SHA-256")
                count = byteCount
            }
        }
    }
}

/// An algorithm that libcrypto has been asked for once. Asking each time would cost more than hashing a token.
@safe
private struct Algorithm: @unchecked Sendable {
    // Sendable: libcrypto's fetched algorithms are immutable and counted atomically, and this one is never released.
    let pointer: OpaquePointer

    static let sha256: Algorithm = {
        guard let pointer = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto has SHA-256")
        }
        return unsafe Algorithm(pointer: pointer)
    }()
}
