internal import Lifecycle
internal import Synchronization

/// A job that a worker runs, and whether it should go on.
final class RunningJob: Sendable {
    /// Why a run is broken off.
    enum Interruption: Sendable {
        case leaseLost, tooLong, stopping
    }

    let claim: Claim
    private let reason = Mutex<Interruption?>(nil)
    private let interrupted = Shutdown()

    init(_ claim: Claim) {
        self.claim = claim
    }

    /// Why the run is to be broken off; nil while it is not.
    var interruption: Interruption? { reason.withLock { $0 } }

    /// Breaks the run off. The first reason stays.
    func interrupt(_ why: Interruption) {
        reason.withLock { $0 = $0 ?? why }
        interrupted.request()
    }

    /// Runs the closure, and cancels its task when the run is interrupted or takes longer than `limit`.
    func run(
        limit: Duration, _ body: @escaping @Sendable () async throws -> JobOutcome
    ) async -> Result<JobOutcome, any Error> {
        await withTaskGroup(of: Result<JobOutcome, any Error>?.self) { group in
            group.addTask {
                do { return .success(try await body()) } catch { return .failure(error) }
            }
            group.addTask {
                let isOver = await self.interrupted.requested(within: limit)
                if !isOver { self.interrupt(.tooLong) }
                return nil
            }
            // Whichever ends first ends the other; what the handler says counts, however late it says it.
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            return await group.next().flatMap { $0 } ?? .failure(CancellationError())
        }
    }
}
