public import FoundationEssentials
internal import Glibc
internal import Postgres

extension UUID {
    /// A new identifier that begins with the time (RFC 9562 section 5.7), so that new rows go to the end of an index.
    public static func version7() -> UUID {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(clamping: Int64(millisecondsSinceEpoch()))
        let random: (UInt64, UInt64) = (generator.next(), generator.next())
        let high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
        let low = random.1 & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }

    /// The text form in lower case, as PostgreSQL writes it.
    public var text: String { postgresText }

    /// Reads the text form, in either case; nil for anything else.
    public init?(text: String) {
        self.init(text: text.utf8.span)
    }

    private static func millisecondsSinceEpoch() -> Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}
