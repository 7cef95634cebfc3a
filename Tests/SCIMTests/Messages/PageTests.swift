import JSON
import Testing

@testable import SCIM

@Suite struct PageTests {
    @Test("What is no whole number is refused", arguments: ["", "abc", "1.0", "1 ", " 1", "-", "+", "0x1", "1e3", "１"])
    func refused(text: String) {
        #expect(throws: SCIMError.badRequest(.invalidValue, "startIndex must be a whole number.")) {
            try Page(startIndex: text, count: nil)
        }
        #expect(throws: SCIMError.badRequest(.invalidValue, "count must be a whole number.")) {
            try Page(startIndex: nil, count: text)
        }
    }

    @Test("Values that are no whole number are refused", arguments: [true, 1.5, "x", [], [:], 1e300] as [JSON])
    func refusedValues(value: JSON) {
        #expect(throws: SCIMError.badRequest(.invalidValue, "count must be a whole number.")) {
            try Page(startIndex: nil, count: value)
        }
    }

    @Test(
        "The first resource is clamped to 1 and to what a machine can count",
        arguments: [
            (nil, 1), ("1", 1), ("0", 1), ("-1", 1), ("2", 2), ("+2", 2), ("007", 7), ("9223372036854775807", .max),
            ("9223372036854775808", .max), ("-9223372036854775808", 1), ("-9223372036854775809", 1),
            ("99999999999999999999999999", .max), ("-99999999999999999999999999", 1),
        ] as [(String?, Int)])
    func startIndex(text: String?, start: Int) throws {
        let page = try Page(startIndex: text, count: nil)
        #expect(page.startIndex == start)
        #expect(page.offset == start - 1)
    }

    @Test(
        "The number of resources is clamped to 0 and to 1,000",
        arguments: [
            (nil, 100), ("0", 0), ("-1", 0), ("1", 1), ("1000", 1000), ("1001", 1000), ("99999999999999999999", 1000),
            ("-9223372036854775809", 0),
        ] as [(String?, Int)])
    func count(text: String?, count: Int) throws {
        #expect(try Page(startIndex: nil, count: text).count == count)
    }

    @Test(
        "Values of a body mean the same",
        arguments: [(.null, 100), (5, 5), (5.0, 5), ("5", 5), (-1, 0), (2000, 1000), (.integer(.min), 0)]
            as [(JSON, Int)])
    func values(value: JSON, count: Int) throws {
        #expect(try Page(startIndex: nil, count: value).count == count)
    }
}
