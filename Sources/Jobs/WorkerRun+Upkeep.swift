internal import Observability
internal import Postgres

// What goes on beside the jobs until the run is over.

extension WorkerRun {
    /// Renews the leases of all jobs, and interrupts those that are no longer this worker's.
    func renewLeases() async {
        await repeatedly(every: configuration.lease / 3) {
            let jobs = roster.jobs
            guard !jobs.isEmpty else { return }
            let began = ContinuousClock.now
            do throws(DatabaseError) {
                let renewal = Jobs.renew(jobs.map(\.claim), lease: configuration.lease)
                let runs = try await worker.aside.before(began + configuration.lease / 3).pipeline(renewal)
                roster.renew(runs, until: began + configuration.lease)
                for job in jobs where !runs.contains(job.claim.runID) { job.interrupt(.leaseLost) }
            } catch {
                worker.logger.warning("leases not renewed", ["error": .string(error.description)])
                for job in roster.expired(at: .now) { job.interrupt(.leaseLost) }
            }
        }
    }

    /// Keeps the partitions of finished jobs in order, now and every hour.
    func maintain() async {
        repeat {
            for step in Jobs.maintain(daysKept: configuration.daysKept) {
                do throws(DatabaseError) {
                    try await worker.database.pipeline(step)
                } catch {
                    // There are partitions for two days more; the next hour will do.
                    worker.logger.warning("finished jobs not maintained", ["error": .string(error.description)])
                }
            }
            try? await Task.sleep(for: configuration.maintenanceInterval)
        } while !Task.isCancelled
    }

    /// Shows the state of the queue now and then.
    func sampleHealth() async {
        await repeatedly(every: configuration.samplingInterval) {
            // Whoever looks at metrics sees elsewhere that the database does not answer.
            guard let health = try? await worker.database.pipeline(Jobs.health(of: configuration.lane)) else { return }
            worker.metrics.show(health)
        }
    }

    private func repeatedly(every interval: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            if !Task.isCancelled { await body() }
        }
    }
}
