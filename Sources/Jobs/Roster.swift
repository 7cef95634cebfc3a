internal import FoundationEssentials
internal import Synchronization

/// The jobs that a worker has at this moment.
final class Roster: Sendable {
    private struct Place {
        let job: RunningJob
        var safeUntil: ContinuousClock.Instant
    }

    private let places = Mutex<[UUID: Place]>([:])

    var count: Int { places.withLock { $0.count } }

    var jobs: [RunningJob] { places.withLock { $0.values.map(\.job) } }

    func add(_ job: RunningJob, safeUntil: ContinuousClock.Instant) {
        places.withLock { $0[job.claim.runID] = Place(job: job, safeUntil: safeUntil) }
    }

    func remove(_ job: RunningJob) {
        _ = places.withLock { $0.removeValue(forKey: job.claim.runID) }
    }

    /// Takes note that the leases of these runs have been renewed.
    func renew(_ runs: some Sequence<UUID>, until instant: ContinuousClock.Instant) {
        places.withLock { places in
            for run in runs { places[run]?.safeUntil = instant }
        }
    }

    /// The jobs whose leases have run out, as far as this worker can tell without the database.
    func expired(at now: ContinuousClock.Instant) -> [RunningJob] {
        places.withLock { places in places.values.filter { $0.safeUntil <= now }.map(\.job) }
    }
}
