import Lifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    @Test("A shutdown that nobody asked for is not requested")
    func initial() {
        #expect(!Shutdown().isRequested)
    }

    @Test("Asking wakes everybody who waits, and nobody waits afterwards")
    func wakes() async {
        let shutdown = Shutdown()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { await shutdown.requested() } }
            shutdown.request()
        }
        await shutdown.requested()
        #expect(shutdown.isRequested)
    }

    @Test("Asking twice changes nothing")
    func twice() async {
        let shutdown = Shutdown()
        shutdown.request()
        shutdown.request()
        #expect(shutdown.isRequested)
    }

    @Test("Cancellation ends the waiting, before it begins or after, without asking for a shutdown")
    func cancellation() async {
        let shutdown = Shutdown()
        for round in 0..<200 {
            let waiting = Task { await shutdown.requested() }
            if round.isMultiple(of: 2) { await Task.yield() }
            waiting.cancel()
            await waiting.value
        }
        #expect(!shutdown.isRequested)
    }

    @Test("Waiting within a limit says whether to stop")
    func limited() async {
        let shutdown = Shutdown()
        #expect(await shutdown.requested(within: .milliseconds(1)) == false)
        shutdown.request()
        #expect(await shutdown.requested(within: .seconds(3_600)) == true)
    }
}
