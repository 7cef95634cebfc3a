public import FoundationEssentials
public import Postgres

// What staff do with jobs.

extension Jobs {
    /// A page of the tenant's jobs in a state, by number.
    ///
    /// - Parameter id: jobs with a higher number than this.
    public static func list(state: JobState, limit: Int, after id: Int64 = 0) -> Query<[Job]> {
        // Each state has its own text: PostgreSQL takes an index of one state only where it sees the state.
        .all(
            SQL(
                "jobs.list_\(state.rawValue)",
                """
                SELECT \(Job.columns)
                  FROM muster.jobs WHERE state = '\(state.rawValue)' AND id > $1
                 ORDER BY tenant_id, id LIMIT $2
                """),
            [.integer(id), .integer(limit)], decode: Job.init)
    }

    /// A page of the jobs of all tenants that are held or dead, by tenant and number; needs no tenant to be bound.
    ///
    /// - Parameter job: jobs behind this one.
    /// - Precondition: the state is `held` or `dead`.
    public static func listOfAllTenants(
        state: JobState, limit: Int, after job: (tenant: UUID, id: Int64)? = nil
    ) -> Query<[Job]> {
        precondition(state == .held || state == .dead, "only what waits for people can be listed for all tenants")
        let nothing = (tenant: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), id: Int64(0))
        let start = job ?? nothing
        return .all(
            SQL("jobs.list_parked", "SELECT \(Job.columns) FROM muster.list_parked_jobs($1, $2, $3, $4)"),
            [.text(state.rawValue), .uuid(start.tenant), .integer(start.id), .integer(limit)], decode: Job.init)
    }

    /// A job that is not over.
    public static func show(_ id: Int64) -> Query<Job?> {
        .optional(SQL("jobs.show", "SELECT \(Job.columns) FROM muster.jobs WHERE id = $1"), [.integer(id)]) {
            try Job($0)
        }
    }

    /// A job that is over, while it is kept.
    public static func showFinished(_ id: Int64) -> Query<FinishedJob?> {
        .optional(
            SQL("jobs.show_finished", "SELECT \(FinishedJob.columns) FROM muster.finished_jobs WHERE id = $1"),
            [.integer(id)]
        ) { try FinishedJob($0) }
    }

    /// Queues a dead job again, with all its attempts.
    ///
    /// - Returns: false if there is no such dead job.
    public static func retryDead(_ id: Int64) -> Query<Bool> {
        Query<Int>.affected(
            SQL(
                "jobs.retry_dead",
                "UPDATE muster.jobs SET state = 'queued', attempts = 0, run_at = now() WHERE id = $1 AND state = 'dead'"
            ), [.integer(id)]
        ).map { $0 == 1 }
    }

    /// Throws a job away that is not running.
    ///
    /// - Returns: false if there is no such job.
    public static func discard(_ id: Int64) -> Query<Bool> {
        Query<Int>.affected(
            SQL("jobs.discard", discarding("id = $1 AND state <> 'running'")), [.integer(id)]
        ).map { $0 == 1 }
    }

    /// How a lane stands; needs no tenant to be bound.
    public static func health(of lane: JobLane) -> Query<QueueHealth> {
        .one(
            SQL("jobs.health", "SELECT oldest_due_seconds, dead, held FROM muster.queue_health($1)"),
            [.text(lane.rawValue)]
        ) { QueueHealth(oldestDueSeconds: try $0.decode(0), dead: try $0.decode(1), held: try $0.decode(2)) }
    }

    /// The workers that run jobs of any tenant now, by name; needs no tenant to be bound.
    public static func busyWorkers() -> Query<[BusyWorker]> {
        .all(SQL("jobs.busy_workers", "SELECT worker, jobs, oldest_seconds FROM muster.running_jobs()"), []) {
            BusyWorker(name: try $0.decode(0), jobs: try $0.decode(1), oldestSeconds: try $0.decode(2))
        }
    }

    private static func discarding(_ condition: String) -> String {
        """
        WITH gone AS (
            DELETE FROM muster.jobs WHERE \(condition)
            RETURNING tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, attempts, last_error,
                      created_at, started_at
        )
        INSERT INTO muster.finished_jobs (
            tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, outcome, attempts, last_error,
            created_at, started_at)
        SELECT tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, 'discarded', attempts,
               last_error, created_at, started_at
          FROM gone
        """
    }
}
