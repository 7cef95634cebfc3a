internal import Observability

/// One run of a group: who is still running, and what went wrong first.
struct ServiceRun {
    private enum Event: Sendable {
        case ended(Int, (any Error)?)
        case stopRequested
        case drainLimitReached
    }

    private typealias Tasks = TaskGroup<Event>

    private let services: [any Service]
    private let shutdowns: [Shutdown]
    private let logger: Logger
    private let drainLimit: Duration
    private var running: Set<Int> = []
    private var firstError: (any Error)?

    init(services: [any Service], logger: Logger, drainLimit: Duration) {
        self.services = services
        self.shutdowns = services.map { _ in Shutdown() }
        self.logger = logger
        self.drainLimit = drainLimit
    }

    func run(until stop: Shutdown) async throws {
        let error = await withTaskGroup(of: Event.self) { tasks in
            var run = self
            run.start(&tasks, until: stop)
            // The first event, whichever it is, is the reason to stop.
            if let event = await tasks.next() { run.take(event, &tasks) }
            await run.drain(&tasks)
            return run.firstError
        }
        if let error { throw error }
    }

    private mutating func start(_ tasks: inout Tasks, until stop: Shutdown) {
        tasks.addTask {
            await stop.requested()
            return .stopRequested
        }
        for (index, service) in services.enumerated() {
            let shutdown = shutdowns[index]
            running.insert(index)
            logger.info("service starting", ["service": .string(service.name)])
            tasks.addTask {
                do {
                    try await service.run(until: shutdown)
                    return .ended(index, nil)
                } catch {
                    return .ended(index, error)
                }
            }
        }
    }

    private mutating func drain(_ tasks: inout Tasks) async {
        logger.notice("stopping", ["services": .integer(running.count)])
        let limit = drainLimit
        tasks.addTask {
            try? await Task.sleep(for: limit)
            return .drainLimitReached
        }
        for index in services.indices.reversed() {
            shutdowns[index].request()
            while running.contains(index), let event = await tasks.next() { take(event, &tasks) }
        }
        tasks.cancelAll()
    }

    private mutating func take(_ event: Event, _ tasks: inout Tasks) {
        switch event {
        case .ended(let index, nil):
            running.remove(index)
            logger.info("service ended", ["service": .string(services[index].name)])
        case .ended(let index, let error?):
            running.remove(index)
            if firstError == nil { firstError = error }
            logger.error(
                "service failed",
                ["service": .string(services[index].name), "error": .string(String(describing: error))])
        case .stopRequested:
            logger.info("stop requested")
        case .drainLimitReached:
            giveUp(&tasks)
        }
    }

    /// Cancels what is left. Its tasks are awaited all the same: nothing outlives the run.
    private mutating func giveUp(_ tasks: inout Tasks) {
        guard !running.isEmpty, !Task.isCancelled else { return }
        let names = running.sorted().map { services[$0].name }
        logger.error("services did not end in time", ["services": .string(names.joined(separator: ", "))])
        if firstError == nil { firstError = LifecycleError(code: .drainLimitExceeded, services: names) }
        for shutdown in shutdowns { shutdown.request() }
        tasks.cancelAll()
    }
}
