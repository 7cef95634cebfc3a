internal import Time

/// A point in time, written as RFC 3339 (RFC 7643 section 2.3.5).
///
/// Held in whole microseconds, which is what PostgreSQL keeps; further fractional digits are read and cut off.
public struct DateTime: Sendable, Hashable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int64

    /// The instant so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads `2011-05-13T04:42:34.1234567Z`, the same with an offset such as `+02:00`, or without one: all that
    /// RFC 7643 section 2.3.5 lets an attribute hold, with years of four digits.
    ///
    /// Nil for anything else, a day that no calendar has among them.
    public init?(parsing text: String) {
        var reader = DateTimeReader(bytes: Array(text.utf8))
        guard let microseconds = reader.readWhole() else { return nil }
        self.microseconds = microseconds
    }
}

extension DateTime: Comparable {
    /// Earlier comes first.
    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}

extension DateTime: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, for example `2011-05-13T04:42:34.123Z`.
    public var description: String {
        let (days, ofDay) = microseconds.dividedDown(by: 1000).quotient.dividedDown(by: 86_400_000)
        let date = CivilDate(daysSinceEpoch: days)
        let (seconds, fraction) = (ofDay / 1000, ofDay % 1000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
        let day = [padded(date.year, to: 4), padded(date.month, to: 2), padded(date.day, to: 2)]
        return "\(day.joined(separator: "-"))T\(clock.joined(separator: ":")).\(padded(fraction, to: 3))Z"
    }

    private func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
