import Testing

@testable import SCIM

@Suite struct DateTimeTests {
    @Test(
        "A time is read in every spelling of RFC 3339",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T19:30:00-04:30", 0), ("1970-01-01T00:00:00.5Z", 500_000),
            ("1970-01-01T00:00:00.1234567Z", 123_456), ("1970-01-01T00:00:00.000000999999999999999999999Z", 0),
            ("1969-12-31T23:59:59.999999Z", -1), ("2011-05-13T04:42:34Z", 1_305_261_754_000_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000), ("1972-06-30T23:59:60Z", 78_796_800_000_000),
            ("2011-05-13T04:42:34", 1_305_261_754_000_000), ("2011-05-13T06:42:34 02:00", 1_305_261_754_000_000),
            ("2011-05-12T24:00:00Z", 1_305_244_800_000_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000_000),
        ])
    func read(text: String, microseconds: Int64) {
        #expect(DateTime(parsing: text)?.microseconds == microseconds)
    }

    @Test(
        "Whatever is not whole or not on the calendar is refused",
        arguments: [
            "", "2011-05-13", "2011-05-13 04:42:34Z", "2011-05-13T04:42Z",
            "2011-05-13T04:42:34.Z",
            "2011-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2011-13-01T00:00:00Z", "2011-00-01T00:00:00Z",
            "2011-04-31T00:00:00Z", "2011-04-00T00:00:00Z", "2011-05-13T24:00:01Z", "2011-05-13T24:01:00Z",
            "2011-05-13T00:60:00Z",
            "2011-05-13T00:00:61Z", "2011-05-13T00:00:00+24:00", "2011-05-13T00:00:00+01:60",
            "2011-05-13T00:00:00+0100",
            "2011-05-13T04:42:34ZZ", " 2011-05-13T04:42:34Z", "２011-05-13T04:42:34Z", "11-05-13T04:42:34Z", "T", "-",
        ])
    func refused(text: String) {
        #expect(DateTime(parsing: text) == nil)
    }

    @Test(
        "A time is written in UTC with milliseconds",
        arguments: [
            ("2011-05-13T04:42:34.1239Z", "2011-05-13T04:42:34.123Z"),
            ("1969-12-31T23:59:59.9995Z", "1969-12-31T23:59:59.999Z"),
            ("2000-03-01T00:00:00+00:01", "2000-02-29T23:59:00.000Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ])
    func written(text: String, description: String) {
        #expect(DateTime(parsing: text)?.description == description)
    }

    @Test("Earlier is less")
    func order() throws {
        let early = try #require(DateTime(parsing: "2011-05-13T04:42:34Z"))
        let late = try #require(DateTime(parsing: "2011-05-13T04:42:34.000001Z"))
        #expect(early < late && !(late < early))
        #expect(DateTime(microseconds: early.microseconds + 1) == late)
    }
}
