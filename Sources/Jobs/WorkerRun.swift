internal import FoundationEssentials
internal import Lifecycle
internal import Observability
internal import Postgres

/// One run of a worker, from its start to its end.
struct WorkerRun: Sendable {
    let worker: Worker
    let roster = Roster()

    var configuration: Worker.Configuration { worker.configuration }

    func run(until shutdown: Shutdown) async {
        await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask { await renewLeases() }
            helpers.addTask { await maintain() }
            helpers.addTask { await sampleHealth() }
            helpers.addTask {
                await shutdown.requested()
                worker.wakeup.raise()
            }
            await work(until: shutdown)
            helpers.cancelAll()
        }
    }

    private func work(until shutdown: Shutdown) async {
        await withDiscardingTaskGroup { jobs in
            var claimer = Claimer(worker: worker)
            while !shutdown.isRequested && !Task.isCancelled {
                let free = configuration.concurrency - roster.count
                let began = ContinuousClock.now
                let claims = free > 0 ? await claimer.claim(free) : []
                guard !shutdown.isRequested else {
                    await giveBack(claims)
                    break
                }
                for claim in claims { start(claim, since: began, &jobs) }
                // Where fewer came than there is room for, there is no more to do, or not for these tenants.
                if free == 0 || claims.count < free {
                    await worker.wakeup.raised(within: configuration.pollInterval)
                }
                // What ends within a moment is made up for together.
                try? await Task.sleep(until: began + configuration.claimInterval)
            }
            await drain()
        }
    }

    private func start(_ claim: Claim, since began: ContinuousClock.Instant, _ jobs: inout DiscardingTaskGroup) {
        let job = RunningJob(claim)
        roster.add(job, safeUntil: began + configuration.lease)
        worker.metrics.running.add(1)
        jobs.addTask {
            await JobRun(job: job, worker: worker).run()
            roster.remove(job)
            worker.metrics.running.add(-1)
            worker.wakeup.raise()
        }
    }

    /// Lets running jobs finish, and breaks off those that have not when the time is over.
    private func drain() async {
        let deadline = ContinuousClock.now + configuration.drainLimit
        while roster.count > 0 && .now < deadline && !Task.isCancelled {
            await worker.wakeup.raised(within: ContinuousClock.now.duration(to: deadline))
        }
        for job in roster.jobs { job.interrupt(.stopping) }
    }

    private func giveBack(_ claims: [Claim]) async {
        for claim in claims {
            // Where it cannot be given back, the lease ends by itself.
            _ = try? await worker.database.pipeline(Jobs.bind(claim), Jobs.giveBack(claim, delay: .zero))
        }
    }
}
