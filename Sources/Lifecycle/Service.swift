/// Something that runs as long as the process does: a server, a pool, a worker.
public protocol Service: Sendable {
    /// What the log calls it.
    var name: String { get }

    /// Runs until it is asked to stop, finishes what it has begun, and returns.
    ///
    /// Being asked to stop is not being cancelled: work in progress goes on. Cancellation comes only when there is no
    /// time left.
    func run(until shutdown: Shutdown) async throws
}
