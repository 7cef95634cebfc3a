/// How a lane of the queue stands.
public struct QueueHealth: Sendable, Hashable {
    /// For how many seconds the job has been due that has been so the longest; 0 where none is.
    public let oldestDueSeconds: Double
    /// The dead jobs of all lanes.
    public let dead: Int
    /// The held jobs of all lanes.
    public let held: Int
}
