public import Directory
internal import FoundationEssentials
internal import JSON
public import Jobs
internal import Postgres

extension Administrator {
    /// The jobs of a tenant in a state, by number.
    ///
    /// - Parameter limit: the most that are read.
    public func jobs(of reference: TenantReference, in state: JobState, limit: Int) async throws -> [Job] {
        try await readPages(in: reference, limit: limit) { last, count in
            Jobs.list(state: state, limit: count, after: last?.id ?? 0)
        }
    }

    /// The jobs of all tenants that wait for people, by tenant and number.
    ///
    /// - Parameters:
    ///   - state: `held` or `dead`.
    ///   - limit: the most that are read.
    /// - Throws: ``AdministrationError/Code/invalid`` for another state, of which there can be very many.
    public func parkedJobs(in state: JobState, limit: Int) async throws -> [Job] {
        guard state == .held || state == .dead else {
            throw AdministrationError(
                .invalid, "Only held and dead jobs are listed for all tenants; name one with --tenant.")
        }
        var jobs: [Job] = []
        while jobs.count < limit {
            let asked = min(Self.pageSize, limit - jobs.count)
            let last = jobs.last.map { (tenant: $0.tenant, id: $0.id) }
            let next = try await database.pipeline(Jobs.listOfAllTenants(state: state, limit: asked, after: last))
            jobs += next
            guard next.count == asked else { break }
        }
        return jobs
    }

    /// A job, over or not.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such job, or no longer.
    public func job(_ id: Int64, of reference: TenantReference) async throws -> FoundJob {
        try await transaction(in: reference) { transaction in
            let (open, finished) = try await transaction.finish(Jobs.show(id), Jobs.showFinished(id))
            guard let found = open.map(FoundJob.open) ?? finished.map(FoundJob.finished) else {
                throw AdministrationError.noJob
            }
            return found
        }
    }

    /// Queues a dead job again, with all its attempts.
    ///
    /// - Throws: ``AdministrationError``: there is no such job, or it is not dead.
    public func retryJob(_ id: Int64, of reference: TenantReference) async throws -> Job {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let job = try await openJob(id, transaction)
            guard try await transaction.pipeline(Jobs.retryDead(id)) else {
                throw AdministrationError(.conflict, "The job is \(job.state.rawValue); only dead jobs are retried.")
            }
            let (_, queued) = try await transaction.finish(event(.jobRetried, about: job), Jobs.show(id))
            return queued ?? job
        }
    }

    /// Throws a job away that is not running: what it would have done will not be done.
    ///
    /// - Throws: ``AdministrationError``: there is no such job, or it is running.
    public func discardJob(_ id: Int64, of reference: TenantReference) async throws -> FoundJob {
        try await transaction(in: reference) { transaction in
            let job = try await openJob(id, transaction)
            guard try await transaction.pipeline(Jobs.discard(id)) else {
                throw AdministrationError(.conflict, "The job is running; wait until it is over, or stop its worker.")
            }
            let (_, finished) = try await transaction.finish(event(.jobDiscarded, about: job), Jobs.showFinished(id))
            return finished.map(FoundJob.finished) ?? .open(job)
        }
    }

    private func openJob(_ id: Int64, _ transaction: Transaction) async throws -> Job {
        let job = try await transaction.pipeline(Jobs.show(id))
        guard let job else { throw AdministrationError.noJob }
        return job
    }

    private func event(_ kind: EventKind, about job: Job) -> Query<Void> {
        var data: JSON.Object = ["job": .integer(job.id), "kind": .string(job.kind.rawValue)]
        if let subject = job.subject { data["user"] = .string(subject.text) }
        return Events.insert(kind, subject: nil, by: actor, data: .object(data))
    }
}

extension AdministrationError {
    fileprivate static let noJob = AdministrationError(
        .notFound, "The tenant has no such job; jobs that are over are kept for some days only.")
}
