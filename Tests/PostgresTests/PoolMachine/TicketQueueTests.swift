import Testing

@testable import Postgres

@Suite("The queue of a pool")
struct TicketQueueTests {
    @Test("holds what a plain list would hold, whatever is put in and taken out")
    func againstList() {
        var queue = TicketQueue()
        var list: [UInt64] = []
        var next: UInt64 = 1
        let deadline = ContinuousClock.now
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<10) {
            case 0..<5:
                queue.append(Ticket(id: next, kind: .exclusive, deadline: deadline))
                list.append(next)
                next += 1
            case 5..<9:
                #expect(queue.popFirst()?.id == (list.isEmpty ? nil : list.removeFirst()))
            default:
                let rest = UInt64.random(in: 0..<4)
                let chosen = queue.take { $0.id % 4 == rest }
                #expect(chosen.map(\.id) == list.filter { $0 % 4 == rest })
                list.removeAll { $0 % 4 == rest }
            }
            #expect(queue.count == list.count && queue.first?.id == list.first)
        }
    }
}
