internal import FoundationEssentials
internal import Time

/// A `timestamptz` between PostgreSQL's ISO text and Foundation's date: microseconds, proleptic Gregorian, UTC.
struct PostgresTimestamp: Equatable {
    /// Since 1970-01-01T00:00:00Z.
    let microseconds: Int64

    /// 0001-01-01 to 9999-12-31, the years whose text has four digits and no era.
    static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

    init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    init(_ date: Date) {
        let exact = (date.timeIntervalSince1970 * 1_000_000).rounded()
        // Compared as floating point, since what lies far outside has no whole number to clamp.
        if exact >= Double(Self.range.upperBound) {
            microseconds = Self.range.upperBound
        } else if exact > Double(Self.range.lowerBound) {
            microseconds = Int64(exact)
        } else {
            microseconds = exact.isNaN ? 0 : Self.range.lowerBound
        }
    }

    var date: Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

// MARK: - Writing

extension PostgresTimestamp {
    /// For example `2026-01-02T03:04:05.000678Z`.
    var text: String {
        let (days, timeOfDay) = microseconds.dividedDown(by: 86_400_000_000)
        let day = CivilDate(daysSinceEpoch: days)
        let seconds = timeOfDay / 1_000_000
        let date = "\(pad(day.year, 4))-\(pad(day.month, 2))-\(pad(day.day, 2))"
        let time = "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
        return "\(date)T\(time).\(pad(timeOfDay % 1_000_000, 6))Z"
    }

    private func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

// MARK: - Reading

extension PostgresTimestamp {
    /// Reads `2026-01-02 03:04:05.678+00`, as `DateStyle` ISO writes it; nil for anything else, `infinity` and `BC` too.
    init?(parsing text: [UInt8]) {
        var reader = DigitReader(text)
        guard
            let year = reader.number(digits: 4), reader.skip("-"),
            let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip(" ") || reader.skip("T"),
            let hour = reader.number(digits: 2), reader.skip(":"),
            let minute = reader.number(digits: 2), reader.skip(":"),
            let second = reader.number(digits: 2),
            let fraction = reader.fraction(),
            let offset = reader.offset(), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }
}
