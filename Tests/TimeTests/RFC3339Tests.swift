import Testing
import Time

@Suite struct RFC3339Tests {
    @Test(
        "Points in time are written in UTC with milliseconds",
        arguments: [
            (0, 0, "1970-01-01T00:00:00.000Z"), (1, 999_999_999, "1970-01-01T00:00:01.999Z"),
            (-1, 0, "1969-12-31T23:59:59.000Z"), (951_782_400, 0, "2000-02-29T00:00:00.000Z"),
            (951_868_799, 1_000_000, "2000-02-29T23:59:59.001Z"), (951_868_800, 0, "2000-03-01T00:00:00.000Z"),
            (1_767_323_045, 678_000_000, "2026-01-02T03:04:05.678Z"), (1_709_164_800, 0, "2024-02-29T00:00:00.000Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"), (4_107_456_000, 0, "2100-02-28T00:00:00.000Z"),
            (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200, 0, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, Int32, String)])
    func text(seconds: Int64, nanoseconds: Int32, expected: String) {
        #expect(RFC3339.string(from: UnixTime(seconds: seconds, nanoseconds: nanoseconds)) == expected)
    }

    @Test(
        "What cannot be written is brought to what can",
        arguments: [
            (253_402_300_800, "9999-12-31T23:59:59.000Z"), (Int64.max, "9999-12-31T23:59:59.000Z"),
            (-62_167_219_201, "0000-01-01T00:00:00.000Z"), (Int64.min, "0000-01-01T00:00:00.000Z"),
        ])
    func clamped(seconds: Int64, expected: String) {
        #expect(RFC3339.string(from: UnixTime(seconds: seconds, nanoseconds: 5_000_000)) == expected)
    }

    @Test(
        "Nanoseconds stay in their range",
        arguments: [(Int32.min, 0), (-1, 0), (1_000_000_000, 999_999_999)] as [(Int32, Int32)])
    func nanoseconds(given: Int32, kept: Int32) {
        #expect(UnixTime(seconds: 0, nanoseconds: given).nanoseconds == kept)
    }

    @Test("The days of four hundred years follow each other")
    func calendar() {
        var expected = (year: 1_999, month: 1, day: 1)
        for day in Int64(10_592)..<Int64(10_592 + 146_097) {
            let text = RFC3339.string(from: UnixTime(seconds: day * 86_400))
            let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
            guard parts == [expected.year, expected.month, expected.day] else {
                Issue.record("day \(day) is \(text), expected \(expected)")
                return
            }
            expected = dayAfter(expected)
        }
    }

    private func dayAfter(_ date: (year: Int, month: Int, day: Int)) -> (year: Int, month: Int, day: Int) {
        let isLeap = date.year.isMultiple(of: 4) && (!date.year.isMultiple(of: 100) || date.year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if date.day < days[date.month - 1] { return (date.year, date.month, date.day + 1) }
        return date.month < 12 ? (date.year, date.month + 1, 1) : (date.year + 1, 1, 1)
    }
}
