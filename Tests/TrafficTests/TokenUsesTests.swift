import FoundationEssentials
import Testing

@testable import Directory
@testable import Traffic

@Suite("The uses of tokens that wait to be written")
struct TokenUsesTests {
    private func access() -> Access {
        Access(tenant: UUID(), connection: UUID(), token: UUID(), limit: .standard)
    }

    @Test("A token waits once, with its last use")
    func last() {
        let (uses, access) = (TokenUses(), access())
        uses.note(access, second: 100)
        uses.note(access, second: 160)
        #expect(
            uses.take(10, now: 165) == [TokenUse(tenant: access.tenant, token: access.token, secondsAgo: 5)])
        #expect(uses.take(10, now: 165).isEmpty)
    }

    @Test("A clock that was set back makes no use in the future")
    func setBack() {
        let uses = TokenUses()
        uses.note(access(), second: 100)
        #expect(uses.take(10, now: 40).map(\.secondsAgo) == [0])
    }

    @Test("What is more than one statement takes comes in the next one, and each token once")
    func batches() {
        let uses = TokenUses()
        for _ in 0..<25 { uses.note(access(), second: 0) }
        let batches = (0..<4).map { _ in uses.take(10, now: 0) }
        #expect(batches.map(\.count) == [10, 10, 5, 0])
        #expect(Set(batches.joined().map(\.token)).count == 25)
    }

    @Test("So many wait and no more; those that wait are still brought up to date")
    func bounded() {
        let (uses, first) = (TokenUses(), access())
        uses.note(first, second: 0)
        for _ in 0..<TokenUses.maximumCount { uses.note(access(), second: 0) }
        uses.note(first, second: 60)
        let taken = uses.take(.max, now: 60)
        #expect(taken.count == TokenUses.maximumCount)
        #expect(taken.first { $0.token == first.token }?.secondsAgo == 0)
    }
}
