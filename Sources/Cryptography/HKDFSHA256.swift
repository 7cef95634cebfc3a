/// Keys made from a key: HKDF with SHA-256 (RFC 5869).
public enum HKDFSHA256 {
    /// The most bytes that can be made from one key and one text.
    public static let maximumCount = 255 * HMACSHA256.byteCount

    /// Makes a key of even randomness out of one that may be a text (RFC 5869 section 2.2), 32 bytes.
    static func extract(_ source: Secret, salt: some Collection<UInt8>) -> Secret {
        Secret(HMACSHA256.authenticate(source.unsafeRevealedBytes, key: Secret(salt)))
    }

    /// Makes as many bytes as are wanted for what a text says, out of an extracted key (RFC 5869 section 2.3).
    static func expand(_ key: Secret, info: some Collection<UInt8>, count: Int) -> Secret {
        precondition((0...maximumCount).contains(count), "so long a key is a mistake")
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 0
        while output.count < count {
            number += 1
            block = HMACSHA256.authenticate(block + info + [number], key: key)
            output += block
        }
        return Secret(output.prefix(count))
    }

    /// A key for what a text says.
    ///
    /// - Parameters:
    ///   - salt: may be known to everybody; the same for all that is to be made again from the same source.
    ///   - info: what the key is for. Keys for different texts say nothing about one another, nor about the source.
    ///   - count: how many bytes, from 0 to ``maximumCount``.
    public static func derive(
        from source: Secret, salt: some Collection<UInt8>, info: some Collection<UInt8>, count: Int
    ) -> Secret {
        expand(extract(source, salt: salt), info: info, count: count)
    }
}
