import Testing

@testable import SCIM

@Suite struct QueryStringTests {
    @Test(
        "Broken escapes, U+0000 and what is no UTF-8 are refused",
        arguments: [
            "a=%", "a=%4", "a=%4x", "a=%x4", "a=%+4", "%=a", "a=%00", "a=\0", "a=%C3", "a=%ED%A0%80", "a=%C0%80",
            "a=%FF",
        ])
    func refused(text: String) {
        #expect(throws: SCIMError.self) { try QueryString(parsing: text) }
    }

    @Test(
        "Values are decoded",
        arguments: [
            ("a=x", "x"), ("a=", ""), ("a", ""), ("a=b=c", "b=c"), ("&&a=x&", "x"), ("a=x+y%20z", "x y z"),
            ("a=%2B%26%3D%25", "+&=%"), ("a=%c3%A4", "ä"), ("a=ä", "ä"), ("%61=x", "x"), ("A=x", "x"), ("b=1&a=x", "x"),
            ("a=%22x%22", "\"x\""), ("a=x;y", "x;y"),
        ])
    func decoded(text: String, value: String) throws {
        #expect(try QueryString(parsing: text).value(of: "a") == value)
    }

    @Test("What is not there is nil", arguments: ["", "&", "b=1", "=x", "ab=1"])
    func missing(text: String) throws {
        #expect(try QueryString(parsing: text).value(of: "a") == nil)
    }

    @Test(
        "A parameter that is there twice is refused when it is asked for", arguments: ["a=1&a=1", "a=1&A=2", "a&%41"])
    func twice(text: String) throws {
        let query = try QueryString(parsing: text)
        #expect(throws: SCIMError.givenTwice("The query parameter a")) { try query.value(of: "a") }
        #expect(try query.value(of: "b") == nil)
    }

    @Test("A query may have 16,384 bytes, not one more")
    func bytes() throws {
        let longest = "a=" + String(repeating: "x", count: 16_382)
        #expect(try QueryString(parsing: longest).value(of: "a")?.utf8.count == 16_382)
        #expect(throws: SCIMError.self) { try QueryString(parsing: longest + "x") }
    }

    @Test("A query may have 64 parameters, not one more")
    func parameters() throws {
        let most = (1...64).map { "p\($0)=\($0)" }.joined(separator: "&")
        #expect(try QueryString(parsing: most).value(of: "p64") == "64")
        #expect(throws: SCIMError.self) { try QueryString(parsing: most + "&x=1") }
    }
}
