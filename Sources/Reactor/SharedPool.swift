/// Where work is done that would hold the loop, and with it everybody's sockets: on Swift's shared pool of threads.
///
/// What decides is how much was read, not how much was sent: a short request can ask for much.
public enum SharedPool {
    /// What is only copied may have so many bytes on the loop: some 0.1 ms.
    public static let copiedBytes = 256 * 1024
    /// What is parsed, compared or normalised may have so many bytes on the loop: some milliseconds at worst.
    public static let parsedBytes = 16 * 1024

    /// Does work here, or on the shared pool if it is much; the caller goes on where it was.
    ///
    /// - Parameters:
    ///   - isMuch: whether the work would hold a loop for longer than others on it can bear.
    ///   - work: the work, which waits for nothing.
    public static func run<Output, Failure: Error>(
        if isMuch: Bool, _ work: () throws(Failure) -> Output
    ) async throws(Failure) -> Output {
        guard isMuch else { return try work() }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) { () throws(Failure) -> Output in
            try work()
        }
    }

    /// Does work on the shared pool that waits on its way, such as for the database: what it makes of the answers is
    /// done there as well. The caller goes on where it was.
    public static func run<Output>(_ work: () async throws -> Output) async throws -> Output {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try await work() }
    }
}
