import Glibc
import Lifecycle
import Observability
import Testing

/// Each in a process of its own, because a signal is for a whole process.
@Suite(.timeLimit(.minutes(1))) struct SignalTests {
    @Test("SIGTERM stops the group in order")
    func termination() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try await runAndSignal(SIGTERM)
            exit(7)
        }
    }

    @Test("SIGINT stops the group in order")
    func interrupt() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try await runAndSignal(SIGINT)
            exit(7)
        }
    }

    @Test("A second signal ends the process at once with code 130")
    func secondSignal() async {
        await #expect(processExitsWith: .exitCode(130)) {
            let journal = Journal()
            let group = signalledGroup([ProbeService("server", journal, ending: .whenCancelled)])
            Task {
                await journal.wait(for: "start server")
                kill(getpid(), SIGTERM)
                await journal.wait(for: "stop server")
                kill(getpid(), SIGTERM)
            }
            try await group.run()
        }
    }

    @Test("After the run a signal has its usual effect again")
    func afterwards() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            try await runAndSignal(SIGTERM)
            kill(getpid(), SIGTERM)
            try await Task.sleep(for: .seconds(30))
        }
    }

    @Test("Writing to a pipe that nobody reads does not end the process")
    func brokenPipe() async {
        await #expect(processExitsWith: .exitCode(7)) {
            try await runAndSignal(SIGTERM)
            kill(getpid(), SIGPIPE)
            exit(7)
        }
    }
}

private func runAndSignal(_ signal: Int32) async throws {
    let journal = Journal()
    let group = signalledGroup([ProbeService("pool", journal), ProbeService("server", journal)])
    Task {
        await journal.wait(for: "start server")
        kill(getpid(), signal)
    }
    try await group.run()
    guard journal.entries.suffix(4) == ["stop server", "end server", "stop pool", "end pool"] else { exit(1) }
}

private func signalledGroup(_ services: [any Service]) -> ServiceGroup {
    ServiceGroup(services, logger: Logger(label: "test", destination: .buffer(LogBuffer())), drainLimit: .seconds(60))
}
