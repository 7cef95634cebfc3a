public import Postgres

/// The workers, and whether they are alive. No tenant has to be bound.
public enum WorkerProcesses {
    /// Says that a worker is alive.
    ///
    /// - Parameter name: host and process number.
    public static func isAlive(_ name: String, version: String) -> Query<Void> {
        Query(SQL("workers.is_alive", "SELECT muster.worker_is_alive($1, $2)"), [.text(name), .text(version)])
    }

    /// Says that a worker has come to its end.
    public static func hasEnded(_ name: String) -> Query<Void> {
        Query(SQL("workers.has_ended", "SELECT muster.worker_has_ended($1)"), [.text(name)])
    }

    /// The workers of the last day, by name.
    public static func all() -> Query<[WorkerProcess]> {
        .all(
            SQL(
                "workers.all",
                "SELECT name, version, started_at, seen_at, silent_seconds FROM muster.list_workers()")
        ) { row in
            WorkerProcess(
                name: try row.decode(0), version: try row.decode(1), startedAt: try row.decode(2),
                seenAt: try row.decode(3), silentSeconds: try row.decode(4))
        }
    }
}
