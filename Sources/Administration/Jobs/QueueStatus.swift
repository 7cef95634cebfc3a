public import Directory
public import Jobs

/// How the queue stands, over all tenants.
public struct QueueStatus: Sendable {
    /// What stands about one lane.
    public struct Lane: Sendable {
        /// Which.
        public let name: JobLane
        /// For how many seconds the job has been due that has been so the longest; 0 where none is.
        public let oldestDueSeconds: Double
    }

    /// The lanes that were asked about.
    public let lanes: [Lane]
    /// How many jobs have failed for good.
    public let dead: Int
    /// How many jobs wait for staff to approve or undo.
    public let held: Int
    /// The workers that run something now.
    public let workers: [BusyWorker]
    /// The worker processes of the last day, by name.
    public let processes: [WorkerProcess]
}
