internal import Directory
public import Jobs
internal import Postgres

extension Administrator {
    /// How lanes of the queue stand, and who works.
    public func queue(_ lanes: [JobLane]) async throws -> QueueStatus {
        let health = try await database.pipeline(lanes.map { Jobs.health(of: $0) })
        return QueueStatus(
            lanes: zip(lanes, health).map { QueueStatus.Lane(name: $0, oldestDueSeconds: $1.oldestDueSeconds) },
            dead: health.first?.dead ?? 0, held: health.first?.held ?? 0,
            workers: try await database.pipeline(Jobs.busyWorkers()),
            processes: try await database.pipeline(WorkerProcesses.all()))
    }
}
