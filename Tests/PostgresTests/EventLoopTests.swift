import Postgres
import Reactor
import TestHarness
import Testing

@Suite("The event loop")
struct EventLoopTests {
    @Test("runs tasks that prefer it on its thread, before and after they ask the database")
    func preference() async throws {
        try await withDatabase { database, _ in
            let places = try await Task(executorPreference: EventLoop.shared) {
                let before = EventLoop.shared.isCurrent
                try await database.pipeline(Queries.one)
                return (before, EventLoop.shared.isCurrent)
            }.value
            #expect(places == (true, true))
            #expect(!EventLoop.shared.isCurrent)
        }
    }

    @Test("of one's own serves a database apart from the others")
    func ownLoop() async throws {
        let loop = EventLoop()
        try await withDatabase({ $0.loop = loop }) { database, _ in
            let isThere = try await Task(executorPreference: loop) {
                try await database.pipeline(Queries.one)
                return loop.isCurrent && !EventLoop.shared.isCurrent
            }.value
            #expect(isThere)
        }
    }
}
