/// A worker that runs jobs at this moment.
public struct BusyWorker: Sendable, Hashable {
    /// The name by which it claims.
    public let name: String
    /// How many jobs it runs.
    public let jobs: Int
    /// For how many seconds the longest of them has been running.
    public let oldestSeconds: Double
}
