import FoundationEssentials
import Postgres
import Testing

@Suite("The text of a UUID")
struct UUIDTextTests {
    @Test("is what Foundation writes, in lower case, and is read in either case")
    func roundTrip() {
        for _ in 0..<1_000 {
            let uuid = UUID()
            #expect(uuid.postgresText == uuid.uuidString.lowercased())
            #expect(UUID(text: uuid.postgresText.utf8.span) == uuid)
            #expect(UUID(text: uuid.uuidString.utf8.span) == uuid)
        }
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "0198c0de-0000-7000-8000-00000000000", "0198c0de-0000-7000-8000-0000000000011",
            "0198c0de00007000800000000000000001000", "0198c0de_0000-7000-8000-000000000001",
            "0198c0de-0000-7000-8000-00000000000g", "{198c0de-0000-7000-8000-00000000001}",
            "0198c0de-0000-7000-8000-0000000000\u{e9}",
        ])
    func malformed(text: String) {
        #expect(UUID(text: text.utf8.span) == nil)
    }
}
