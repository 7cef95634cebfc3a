import Directory
import FoundationEssentials
import Synchronization
import Testing

@testable import Provisioning

@Suite("Large work")
struct LargeWorkTests {
    @Test("is done by few at once, and by all in the end")
    func places() async throws {
        let work = LargeWork(places: 2)
        let running = Peak()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                let tenant = UUID.version7()
                group.addTask {
                    try await work.run(for: tenant) {
                        running.enter()
                        for _ in 0...number { await Task.yield() }
                        running.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.most == work.places)
    }

    @Test("of a tenant that has no place comes before more of one that has")
    func fairness() async throws {
        let (busy, quiet) = (UUID.version7(), UUID.version7())
        let order = try await Self.order(of: [busy, busy, quiet], behind: busy, places: 2)
        #expect(order.first == quiet)
        #expect(order.count == 3)
    }

    @Test("goes round the tenants that wait, whoever of them has more to do")
    func turns() async throws {
        let (busy, quiet) = (UUID.version7(), UUID.version7())
        let order = try await Self.order(of: [busy, busy, busy, quiet, quiet], behind: busy, places: 1)
        #expect(order == [busy, quiet, busy, quiet, busy])
    }

    /// In which order tenants have their turn that came to wait in this one, while another held all places.
    private static func order(of waiting: [UUID], behind busy: UUID, places: Int) async throws -> [UUID] {
        let work = LargeWork(places: places)
        let order = Order()
        let gate = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (entered, enter) = AsyncStream.makeStream(of: Void.self)
            for _ in 0..<places {
                group.addTask {
                    try await work.run(for: busy) {
                        enter.yield()
                        var held = gate.stream.makeAsyncIterator()
                        await held.next()
                    }
                }
            }
            var entries = entered.makeAsyncIterator()
            for _ in 0..<places { await entries.next() }
            for (number, tenant) in waiting.enumerated() {
                group.addTask { try await work.run(for: tenant) { order.append(tenant) } }
                while work.waitingCount <= number { await Task.yield() }
            }
            for _ in 0..<places { gate.continuation.yield() }
            try await group.waitForAll()
        }
        return order.all
    }

    @Test("is not waited for by whoever was cancelled")
    func cancelled() async throws {
        let work = LargeWork(places: 2)
        let gate = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<work.places {
                group.addTask {
                    try await work.run(for: .version7()) {
                        var held = gate.stream.makeAsyncIterator()
                        await held.next()
                    }
                }
            }
            let waiting = Task { try await work.run(for: .version7()) {} }
            while work.waitingCount == 0 { await Task.yield() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            gate.continuation.finish()
            try await group.waitForAll()
        }
        try await work.run(for: .version7()) {}
    }
}

/// How many are at something, and were at the most.
private final class Peak: Sendable {
    private let counts = Mutex((now: 0, most: 0))

    var most: Int { counts.withLock { $0.most } }

    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }

    func leave() { counts.withLock { $0.now -= 1 } }
}

/// Who came, in order.
private final class Order: Sendable {
    private let tenants = Mutex<[UUID]>([])

    var all: [UUID] { tenants.withLock { $0 } }

    func append(_ tenant: UUID) { tenants.withLock { $0.append(tenant) } }
}
