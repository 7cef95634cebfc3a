/// A worker that has said that it is alive.
public struct WorkerProcess: Sendable, Hashable {
    /// The name of the process: host and process number.
    public let name: String
    /// The version of its program.
    public let version: String
    /// When it was first seen.
    public let startedAt: Timestamp
    /// When it was last seen.
    public let seenAt: Timestamp
    /// How many seconds ago that was.
    public let silentSeconds: Double

    /// How often a worker says that it is alive.
    public static let interval = Duration.seconds(10)
    /// After how many seconds of silence a worker is taken for dead: six times in which it could have spoken.
    public static let longestSilence = 60.0

    /// Whether it is alive, as far as anybody can tell.
    public var isAlive: Bool { silentSeconds <= Self.longestSilence }
}
