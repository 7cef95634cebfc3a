internal import FoundationEssentials
internal import Synchronization

/// Lets through only a few at once of those requests that hold much memory, or a processor for long, while they are
/// worked on.
///
/// Who waits holds neither a connection to the database nor anything that was read. Of those who wait, the tenant comes
/// next that has the fewest places, and of these the one whose turn was longest ago.
final class LargeWork: Sendable {
    /// How many are worked on at once, so that half of the processors are left to everybody else: what is large keeps one
    /// busy, here or in the database beside it.
    static let ordinaryPlaces = min(2, max(1, ProcessInfo.processInfo.activeProcessorCount / 2))
    /// The bytes of a person's document, and of the groups beside it, up to which reading one is no large work.
    static let ordinaryPersonBytes = 64 * 1024
    /// The bytes up to which a body is no large work: those of some 1,500 members.
    static let ordinaryBodyBytes = 64 * 1024
    /// The bytes of people and their groups up to which a page is no large work.
    static let ordinaryPageBytes = 256 * 1024
    /// The members up to which an answer about groups is no large work.
    static let ordinaryMembers = 2_000

    fileprivate struct Waiting {
        let number: Int
        let tenant: UUID
        let continuation: CheckedContinuation<Bool, Never>
    }

    fileprivate struct State {
        var running: [UUID] = []
        var waiting: [Waiting] = []
        /// When it was the turn of those who wait, by the number of what ran then.
        var turns: [UUID: Int] = [:]
        var gone: Set<Int> = []
        var number = 0
    }

    /// How many are worked on at once.
    let places: Int

    private let state = Mutex(State())

    init(places: Int = LargeWork.ordinaryPlaces) {
        self.places = places
    }

    /// How many wait for a place.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Does the work when there is a place.
    ///
    /// - Throws: CancellationError where the task is cancelled while it waits, and what the work throws.
    func run<Result>(for tenant: UUID, _ work: () async throws -> Result) async throws -> Result {
        guard await enter(tenant) else { throw CancellationError() }
        defer { leave(tenant) }
        return try await work()
    }

    private func enter(_ tenant: UUID) async -> Bool {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        defer { _ = state.withLock { $0.gone.remove(number) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.gone.contains(number) { return false }
                    guard state.running.count >= places else {
                        state.running.append(tenant)
                        return true
                    }
                    state.waiting.append(Waiting(number: number, tenant: tenant, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            giveUp(number)
        }
    }

    /// Ends the waiting of somebody who was cancelled, perhaps before it began.
    private func giveUp(_ number: Int) {
        let waiting = state.withLock { state -> Waiting? in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                state.gone.insert(number)
                return nil
            }
            return state.waiting.remove(at: index)
        }
        waiting?.continuation.resume(returning: false)
    }

    private func leave(_ tenant: UUID) {
        let next = state.withLock { state in
            if let index = state.running.firstIndex(of: tenant) { state.running.remove(at: index) }
            return state.takeNext()
        }
        next?.continuation.resume(returning: true)
    }
}

extension LargeWork.State {
    /// Gives a place to whoever comes next, and forgets the turns of those who wait for none.
    fileprivate mutating func takeNext() -> LargeWork.Waiting? {
        let rank = { [running, turns] (waiting: LargeWork.Waiting) in
            (running.count { $0 == waiting.tenant }, turns[waiting.tenant] ?? 0, waiting.number)
        }
        guard let index = waiting.indices.min(by: { rank(waiting[$0]) < rank(waiting[$1]) }) else {
            turns = [:]
            return nil
        }
        let next = waiting.remove(at: index)
        running.append(next.tenant)
        number += 1
        turns[next.tenant] = number
        let present = Set(waiting.map(\.tenant))
        turns = turns.filter { present.contains($0.key) }
        return next
    }
}
