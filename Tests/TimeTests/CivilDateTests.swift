import Testing
import Time

@Suite("Days of the calendar")
struct CivilDateTests {
    @Test("Every day from 1600 to 2400 has a number of its own, and is found by it, one after the other")
    func everyDay() throws {
        let first = try #require(CivilDate(year: 1600, month: 1, day: 1)).daysSinceEpoch
        let last = try #require(CivilDate(year: 2400, month: 12, day: 31)).daysSinceEpoch
        #expect(last - first == 292_559)
        for number in first...last {
            let date = CivilDate(daysSinceEpoch: number)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day)?.daysSinceEpoch == number)
        }
    }

    @Test(
        "There is no 30th of February, no 0th and no 13th month",
        arguments: [(2, 29), (2, 30), (4, 31), (0, 1), (13, 1), (1, 0), (12, 32)])
    func none(month: Int64, day: Int64) {
        #expect(CivilDate(year: 2023, month: month, day: day) == nil)
    }
}

@Suite("Durations as numbers")
struct DurationUnitsTests {
    @Test("come out whole, towards zero, and clamped at both ends")
    func whole() {
        #expect(Duration.milliseconds(1_999).inMilliseconds == 1_999)
        #expect(Duration.nanoseconds(1_999_999).inMilliseconds == 1)
        #expect(Duration.nanoseconds(-1_999_999).inMilliseconds == -1)
        #expect(Duration.seconds(3).inMicroseconds == 3_000_000 && Duration.seconds(3).inNanoseconds == 3_000_000_000)
        #expect(
            Duration.seconds(Int64.max).inMilliseconds == .max && Duration.seconds(Int64.min).inMilliseconds == .min)
        #expect(Duration.milliseconds(1_500).inSeconds == 1.5)
    }
}
