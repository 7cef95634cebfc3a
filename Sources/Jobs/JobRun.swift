internal import FoundationEssentials
internal import Observability
internal import Postgres

/// One attempt at a job: the handler, and what the queue is told afterwards.
struct JobRun: Sendable {
    let job: RunningJob
    let worker: Worker
    private let logger: Logger

    private var claim: Claim { job.claim }

    init(job: RunningJob, worker: Worker) {
        self.job = job
        self.worker = worker
        logger = worker.logger.with([
            "job": .integer(Int(clamping: job.claim.id)), "kind": .string(job.claim.kind.rawValue),
            "tenant": .string(job.claim.tenant.uuidString.lowercased()), "attempt": .integer(job.claim.attempt),
        ])
    }

    func run() async {
        guard let handler = worker.handlers[claim.kind] else { return await giveBack() }
        let context = JobContext(database: worker.database, logger: logger)
        let result = await job.run(limit: worker.configuration.attemptLimit) { [claim] in
            try await handler.run(claim, context)
        }
        switch result {
        case .success(.retry) where job.interruption == .stopping,
            .success(.bury) where job.interruption == .stopping:
            // The handler was told to stop, and took that for a failure of what it was doing.
            await settle(.notAttempted(after: .zero), handler)
        case .success(let outcome): await settle(outcome, handler)
        case .failure(let error): await settle(outcome(of: error), handler)
        }
    }

    /// What a failed attempt means; nil where the job is no longer ours to say anything about.
    private func outcome(of error: any Error) -> JobOutcome? {
        if (error as? DatabaseError)?.sqlState == .jobTaken { return nil }
        return switch job.interruption {
        case .leaseLost: nil
        // Whoever restarts workers uses up nobody's attempts. A job that ends its worker is another matter: it gives
        // nothing back, and its lease is seen to expire.
        case .stopping: .notAttempted(after: .zero)
        case .tooLong: .retry(error: "it took longer than \(worker.configuration.attemptLimit)")
        case nil: .retry(error: safeDescription(of: error))
        }
    }

    private func settle(_ outcome: JobOutcome?, _ handler: any JobHandler) async {
        let endings = worker.metrics.endings(of: claim.kind)
        let counter: Counter?
        switch outcome {
        case nil: return lost()
        case .completed: counter = endings?.completed
        case .postponed: counter = endings?.notAttempted
        case .notAttempted(let delay):
            counter = await tell(Jobs.giveBack(claim, delay: delay)) ? endings?.notAttempted : nil
        case .complete: counter = await tell(Jobs.complete(claim)) ? endings?.completed : nil
        case .retry(let delay, let error):
            let wait = delay ?? handler.backoff(for: claim.kind).delay(afterAttempt: claim.attempt)
            let isLast = claim.attempt >= claim.maximumAttempts
            logger.warning(isLast ? "job dead" : "job failed", ["error": .string(error)])
            let isTold = await tell(Jobs.retry(claim, after: wait, error: error))
            counter = isTold ? (isLast ? endings?.dead : endings?.retried) : nil
        case .bury(let error):
            logger.warning("job dead", ["error": .string(error)])
            counter = await tell(Jobs.bury(claim, error: error)) ? endings?.dead : nil
        }
        counter?.increment()
    }

    /// Tells the queue; false where it did not take it, so that the lease ends by itself.
    private func tell(_ query: Query<Void>) async -> Bool {
        do {
            _ = try await worker.database.pipeline(Jobs.bind(claim), query)
            return true
        } catch  where error.sqlState == .jobTaken {
            lost()
        } catch {
            logger.warning("end of job not recorded", ["error": .string(error.description)])
        }
        return false
    }

    private func lost() {
        worker.metrics.endings(of: claim.kind)?.lost.increment()
        logger.warning("job taken over by another run")
    }

    private func giveBack() async {
        logger.notice("no handler for this kind of job")
        _ = await tell(Jobs.giveBack(claim, delay: worker.configuration.unknownKindDelay))
    }

    /// Errors of ours describe themselves safely; of others only the type is told.
    private func safeDescription(of error: any Error) -> String {
        let text = (error as? any CustomStringConvertible)?.description ?? "\(type(of: error))"
        return String(text.prefix(500))
    }
}
