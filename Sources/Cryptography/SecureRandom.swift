internal import COpenSSL

/// Random bytes that nobody can guess.
public enum SecureRandom {
    /// The most bytes that can be asked for at once.
    public static let maximumCount = 1 << 20

    /// Random bytes.
    ///
    /// - Parameter count: How many, from 0 to ``maximumCount``.
    /// - Throws: `CryptographyError` with `randomUnavailable`. There is no weaker source to fall back to.
    public static func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        precondition((0...maximumCount).contains(count), "so many random bytes are a mistake")
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw CryptographyError(code: .randomUnavailable) }
        return bytes
    }
}
