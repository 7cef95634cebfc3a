internal import FoundationEssentials
internal import Observability
internal import Postgres

/// Claims jobs for a worker, each time behind the tenant that it ended with the time before.
struct Claimer {
    let worker: Worker
    /// Workers begin at different tenants.
    private var cursor = UUID()
    private var isFailing = false

    init(worker: Worker) {
        self.worker = worker
    }

    /// Claims at most `wanted` jobs; none where the database does not answer.
    mutating func claim(_ wanted: Int) async -> [Claim] {
        let began = ContinuousClock.now
        do {
            let (claims, ended) = try await worker.database.pipeline(
                Jobs.claim(worker.configuration, wanted: wanted, behind: cursor), Jobs.claimCursor)
            cursor = ended
            succeeded(claims.count, began)
            return claims
        } catch let error where error.sqlState == .uniqueViolation {
            // Staff queued a job again just now. Nothing was claimed; the next look finds things in order.
            worker.wake()
            return []
        } catch {
            failed(error)
            return []
        }
    }

    private mutating func succeeded(_ count: Int, _ began: ContinuousClock.Instant) {
        worker.metrics.claimSeconds.record(began.duration(to: .now))
        worker.metrics.claimed.increment(by: count)
        if isFailing { worker.logger.notice("jobs can be claimed again") }
        isFailing = false
    }

    /// Tells the first of several failures: the pool tells when the database can be reached again.
    private mutating func failed(_ error: DatabaseError) {
        if !isFailing && error.code != .cancelled {
            worker.logger.warning("jobs cannot be claimed", ["error": .string(error.description)])
        }
        isFailing = true
    }
}
