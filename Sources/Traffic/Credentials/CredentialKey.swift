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

    /// The key of what a request presents; nil if it presents nothing.
    ///
    /// However a client writes the scheme and the host, one credential at one host has one key: nobody can fill the
    /// memory with variants of what they have.
    init?(_ headers: Headers) {
        guard let authorization = headers.first("Authorization"), !authorization.isEmpty,
            let host = headers.first("Host")
        else { return nil }
        var hasher = Hasher()
        hasher.combine(Self.lastWord(of: authorization))
        Self.combine(host, into: &hasher)
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// Which period of the clock a second is in, for this credential: in each, one use is noted. Each credential has its
    /// own beginning of the period, so that not all are noted at once.
    func period(of second: Int64) -> Int64 {
        (second + Int64(hash % UInt64(Self.periodSeconds))) / Self.periodSeconds
    }

    private static func lastWord(of value: String) -> Substring {
        let space = value.utf8.lastIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return space.map { value[value.utf8.index(after: $0)...] } ?? value[...]
    }

    /// Takes in a host name without its port. The bit makes small letters of capital ones.
    private static func combine(_ host: String, into hasher: inout Hasher) {
        var word: UInt64 = 0
        var count = 0
        for byte in host.utf8 {
            if byte == UInt8(ascii: ":") { break }
            word = word << 8 | UInt64(byte | 0x20)
            count += 1
            if count.isMultiple(of: 8) { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
    }
}
