import Lifecycle
import Observability
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ServiceGroupTests {
    private let journal = Journal()

    @Test("Services stop in reverse order, each after the one before has ended")
    func order() async throws {
        let group = group(["pool", "worker", "server"].map { ProbeService($0, journal) })
        group.trigger()
        try await group.run()
        let stops = journal.entries.filter { !$0.hasPrefix("start") }
        #expect(stops == ["stop server", "end server", "stop worker", "end worker", "stop pool", "end pool"])
    }

    @Test("A service that ends by itself stops the others, without an error")
    func endsEarly() async throws {
        let group = group([ProbeService("pool", journal), ProbeService("migration", journal, ending: .atOnce)])
        try await group.run()
        #expect(journal.entries.suffix(2) == ["stop pool", "end pool"])
    }

    @Test("A service that fails stops the others, and its error is thrown")
    func fails() async throws {
        let group = group([ProbeService("pool", journal), ProbeService("server", journal, ending: .failing)])
        await #expect(throws: ProbeError(service: "server")) { try await group.run() }
        #expect(journal.entries.suffix(2) == ["stop pool", "end pool"])
    }

    @Test("Of several errors the first is thrown")
    func firstError() async throws {
        let late = ProbeService("pool", journal, ending: .failingWhenAsked)
        let group = group([late, ProbeService("server", journal, ending: .failing)])
        await #expect(throws: ProbeError(service: "server")) { try await group.run() }
    }

    @Test("What has not ended when the time is over is cancelled, and the error names it")
    func drainLimit() async throws {
        let stubborn = ProbeService("server", journal, ending: .whenCancelled)
        let group = group([ProbeService("pool", journal), stubborn], drainLimit: .milliseconds(20))
        group.trigger()
        let error = await #expect(throws: LifecycleError.self) { try await group.run() }
        #expect(error?.code == .drainLimitExceeded)
        #expect(error?.services == ["pool", "server"])
        #expect(error?.description == "Not all services finished in time; the rest was cancelled.")
        #expect(error?.debugDescription == "LifecycleError(code: drainLimitExceeded, services: pool, server)")
        #expect(journal.entries.contains("cancelled server"))
        #expect(journal.entries.contains("end pool"))
    }

    @Test("The task's cancellation reaches the services and ends the run")
    func cancellation() async throws {
        let group = group([ProbeService("server", journal, ending: .whenCancelled)])
        let run = Task { try await group.run() }
        await journal.wait(for: "start server")
        run.cancel()
        try await run.value
        #expect(journal.entries == ["start server", "cancelled server"])
    }

    @Test("A group without services waits for its trigger", .timeLimit(.minutes(1)))
    func empty() async throws {
        let group = group([])
        group.trigger()
        try await group.run()
    }

    @Test("Starts, stops and failures are logged")
    func log() async throws {
        let buffer = LogBuffer()
        let group = ServiceGroup(
            [ProbeService("server", journal, ending: .failing)],
            logger: Logger(label: "test", destination: .buffer(buffer)), handlesSignals: false)
        try? await group.run()
        #expect(buffer.lines.contains { $0.contains(#""message":"service starting","service":"server""#) })
        #expect(buffer.lines.contains { $0.contains(#""message":"service failed","service":"server""#) })
    }

    private func group(_ services: [any Service], drainLimit: Duration = .seconds(30)) -> ServiceGroup {
        let logger = Logger(label: "test", destination: .buffer(LogBuffer()))
        return ServiceGroup(services, logger: logger, drainLimit: drainLimit, handlesSignals: false)
    }
}
