/// How a lane of the queue stands.
struct QueueHealth: Sendable {
    /// For how long the job has been due that has been so the longest.
    let oldestDueSeconds: Double
    /// The dead jobs of all lanes.
    let dead: Int
    /// The held jobs of all lanes.
    let held: Int
}
