/// Points in time as RFC 3339 has them, in UTC with milliseconds: `2026-01-02T03:04:05.678Z`.
///
/// Written by hand, because every log line and every SCIM resource has one.
public enum RFC3339 {
    /// The text of a point in time. Years before 0000 and after 9999 cannot be written and are brought to those.
    public static func string(from time: UnixTime) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(time, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text of a point in time, in ASCII.
    public static func append(_ time: UnixTime, to output: inout [UInt8]) {
        let isWritable = writableSeconds.contains(time.seconds)
        let seconds = min(max(time.seconds, writableSeconds.lowerBound), writableSeconds.upperBound)
        let (days, second) = seconds.dividedDown(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        append(date.year, digits: 4, then: "-", to: &output)
        append(date.month, digits: 2, then: "-", to: &output)
        append(date.day, digits: 2, then: "T", to: &output)
        append(second / 3_600, digits: 2, then: ":", to: &output)
        append(second / 60 % 60, digits: 2, then: ":", to: &output)
        append(second % 60, digits: 2, then: ".", to: &output)
        append(isWritable ? Int64(time.nanoseconds / 1_000_000) : 0, digits: 3, then: "Z", to: &output)
    }

    /// From 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    private static let writableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    private static func append(_ number: Int64, digits: Int, then separator: Unicode.Scalar, to output: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
        output.append(UInt8(ascii: separator))
    }
}
