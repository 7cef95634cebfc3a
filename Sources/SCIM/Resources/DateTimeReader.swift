internal import Time

/// Reads one RFC 3339 time, byte by byte.
struct DateTimeReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Microseconds since 1970 when the bytes are a time and nothing else.
    mutating func readWhole() -> Int64? {
        guard let date = readDate(), take(anyOf: "Tt"), let seconds = readClock(),
            let fraction = readFraction(), let offset = readOffset(), position == bytes.count
        else { return nil }
        return (date.daysSinceEpoch * 86_400 + seconds - offset) * 1_000_000 + fraction
    }

    private mutating func readDate() -> CivilDate? {
        guard let year = readNumber(digits: 4), take(anyOf: "-"), let month = readNumber(digits: 2),
            take(anyOf: "-"), let day = readNumber(digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Seconds since midnight. A leap second counts as the first second of the next minute, 24:00:00 as that of the next
    /// day (XML Schema section 3.3.7).
    private mutating func readClock() -> Int64? {
        guard let hour = readNumber(digits: 2), take(anyOf: ":"), let minute = readNumber(digits: 2),
            take(anyOf: ":"), let second = readNumber(digits: 2), hour <= 24, minute < 60, second <= 60
        else { return nil }
        guard hour < 24 || minute == 0 && second == 0 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Microseconds; zero when there is no fraction. Nil for a point without digits.
    private mutating func readFraction() -> Int64? {
        guard take(anyOf: ".") else { return 0 }
        let start = position
        var microseconds: Int64 = 0
        var weight: Int64 = 100_000
        while let digit = takeDigit() {
            microseconds += digit * weight
            weight /= 10
        }
        return position > start ? microseconds : nil
    }

    /// Seconds east of UTC; a time without an offset is taken for one of UTC.
    private mutating func readOffset() -> Int64? {
        if position == bytes.count || take(anyOf: "Zz") { return 0 }
        let isWest = take(anyOf: "-")
        // A plus that nobody escaped has become a space on its way through a query.
        guard isWest || take(anyOf: "+ "), let hours = readNumber(digits: 2), take(anyOf: ":"),
            let minutes = readNumber(digits: 2), hours < 24, minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return isWest ? -seconds : seconds
    }

    private mutating func readNumber(digits count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = takeDigit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    private mutating func takeDigit() -> Int64? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        defer { position += 1 }
        return Int64(bytes[position] - 0x30)
    }

    private mutating func take(anyOf choices: StaticString) -> Bool {
        guard position < bytes.count, choices.description.utf8.contains(bytes[position]) else { return false }
        position += 1
        return true
    }
}
