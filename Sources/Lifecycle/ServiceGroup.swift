public import Observability

/// Services that start together, in order, and stop together, in reverse order.
public final class ServiceGroup: Sendable {
    private let services: [any Service]
    private let logger: Logger
    private let drainLimit: Duration
    private let handlesSignals: Bool
    private let stop = Shutdown()

    /// A group that does not run yet.
    ///
    /// - Parameters:
    ///   - services: The services, each after those that it needs.
    ///   - logger: Where starts, stops and failures are told.
    ///   - drainLimit: How long stopping may take in all; what has not ended then is cancelled.
    ///   - handlesSignals: Whether SIGTERM and SIGINT stop the group. A second signal ends the process at once, with
    ///     exit code 130.
    public init(
        _ services: [any Service], logger: Logger, drainLimit: Duration = .seconds(30), handlesSignals: Bool = true
    ) {
        self.services = services
        self.logger = logger
        self.drainLimit = drainLimit
        self.handlesSignals = handlesSignals
    }

    /// Stops the group as a signal would. May be called before `run()`, which then only starts and stops.
    public func trigger() {
        stop.request()
    }

    /// Runs all services until a signal comes, ``trigger()`` is called, or one of them ends or fails.
    ///
    /// Then each is asked to stop, the last one first, and awaited before the one before it is asked.
    ///
    /// - Throws: The first error that a service threw, or `LifecycleError` if draining took too long.
    public func run() async throws {
        let watch = handlesSignals ? SignalWatch.shared.start { [stop] in stop.request() } : nil
        defer {
            if let watch { SignalWatch.shared.stop(watch) }
        }
        try await ServiceRun(services: services, logger: logger, drainLimit: drainLimit).run(until: stop)
    }
}
