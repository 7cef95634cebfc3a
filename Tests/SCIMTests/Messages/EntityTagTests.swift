import Testing

@testable import SCIM

@Suite struct EntityTagTests {
    @Test("A version is written as a weak tag and read back")
    func written() throws {
        #expect(EntityTag(version: 7).description == #"W/"7""#)
        #expect(EntityTag(parsing: #"W/"7""#) == EntityTag(version: 7))
    }

    @Test(
        "What is no tag is refused",
        arguments: [
            "", "7", "\"", "\"7", "7\"", "w/\"7\"", "W/7", "W/", "\"7\" ", "\"a b\"", "\"a\n\"", "\"7\"\"", "*",
        ])
    func refused(text: String) {
        #expect(EntityTag(parsing: text) == nil)
    }

    @Test(
        "Tags compare as in the table of RFC 9110 section 8.8.3.2",
        arguments: [
            (#"W/"1""#, #"W/"1""#, false, true), (#"W/"1""#, #"W/"2""#, false, false),
            (#"W/"1""#, #""1""#, false, true),
            (#""1""#, #""1""#, true, true),
        ])
    func compared(left: String, right: String, strongly: Bool, weakly: Bool) throws {
        let (left, right) = (try #require(EntityTag(parsing: left)), try #require(EntityTag(parsing: right)))
        #expect(left.matchesStrongly(right) == strongly && right.matchesStrongly(left) == strongly)
        #expect(left.matchesWeakly(right) == weakly && right.matchesWeakly(left) == weakly)
    }
}
