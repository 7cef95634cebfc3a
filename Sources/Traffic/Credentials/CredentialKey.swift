internal import Directory
internal import HTTPServer

/// What stands for a credential at a host name in memory: a hash, keyed with a secret of this process.
///
/// The secret itself is not kept, nor anything from which it could be found. That two credentials have one hash can
/// neither be brought about from outside nor does it give access: it would only count a request as somebody else's.
struct CredentialKey: Hashable {
    /// How long a period is: with 100,000 tenants at work some 300 uses a second are noted then, a few of a hundred
    /// requests.
    static let periodSeconds: Int64 = 300

    /// The hash.
    let hash: UInt64

    /// The longest header that may hold a secret: a scheme with an identifier, a colon and the secret in Base64.
    static let longestCredential = "Basic ".utf8.count + (36 + 1 + PresentedSecret.lengths.upperBound + 2) / 3 * 4
    /// The longest name of a host with a port (RFC 1035).
    static let longestHost = 260

    /// The key of what a request presents; nil if it presents nothing, or what is no secret: too long, or not ASCII.
    ///
    /// However a client writes the scheme and the host, one credential at one host has one key: nobody can fill the
    /// memory with variants of what they have.
    init?(_ headers: Headers) {
        guard let authorization = headers.first("Authorization"), let host = headers.first("Host"),
            host.utf8.count <= Self.longestHost,
            1...Self.longestCredential ~= authorization.utf8.count, authorization.utf8.allSatisfy({ $0 < 0x80 })
        else { return nil }
        var hasher = Hasher()
        Self.combine(Self.lastWord(of: authorization), into: &hasher, differingBits: 0)
        let name = host.utf8.prefix { $0 != UInt8(ascii: ":") }
        // The bit makes small letters of capital ones.
        Self.combine(name, into: &hasher, differingBits: 0x20)
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// Which period of the clock a second is in, for this credential: in each, one use is noted. Each credential has its
    /// own beginning of the period, so that not all are noted at once.
    func period(of second: Int64) -> Int64 {
        (second + Int64(hash % UInt64(Self.periodSeconds))) / Self.periodSeconds
    }

    private static func lastWord(of value: String) -> Substring.UTF8View {
        let space = value.utf8.lastIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return space.map { value.utf8[value.utf8.index(after: $0)...] } ?? value.utf8[...]
    }

    /// Takes in bytes, eight at a time, with these bits set in each of them.
    private static func combine(_ bytes: Substring.UTF8View, into hasher: inout Hasher, differingBits bits: UInt8) {
        var word: UInt64 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte | bits)
            count += 1
            if count.isMultiple(of: 8) { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}
