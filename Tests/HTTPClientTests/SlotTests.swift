import HTTPClient
import Testing

@Suite("Slots")
struct SlotTests {
    /// Opens connections that are never answered, until the test ends.
    private static let hold: ScriptedServer.Script = { connection in
        _ = connection.request()
        connection.waitForEnd()
    }

    @Test("one request past the slots waits, and fails when it has waited long enough")
    func onePast() async throws {
        let server = try ScriptedServer(script: Self.hold)
        let client = try HTTPClient.local(
            .with {
                $0.slots = 2
                $0.slotTimeout = .milliseconds(100)
            })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 { group.addTask { _ = await client.failure(server.url()) } }
            await server.requests.reaches(2)
            let failure = await client.failure(server.url())
            #expect(failure?.code == .noSlot)
            #expect(server.opened.count == 2)
            group.cancelAll()
        }
    }

    @Test("one request past those that may wait fails at once")
    func waitingRequests() async throws {
        let server = try ScriptedServer(script: Self.hold)
        let client = try HTTPClient.local(
            .with {
                $0.slots = 1
                $0.waitingRequests = 2
                $0.slotTimeout = .seconds(60)
            })
        await withTaskGroup(of: HTTPClientError.Code?.self) { group in
            for _ in 0..<4 { group.addTask { await client.failure(server.url())?.code } }
            // Of four, one has the slot and two wait. It does not matter which.
            #expect(await group.next() == .noSlot)
            await server.requests.reaches(1)
            group.cancelAll()
            for await code in group { #expect(code == .cancelled) }
        }
    }

    @Test("a slot that becomes free goes to the one who waits")
    func handedOn() async throws {
        let server = try ScriptedServer { connection in
            while connection.request() != nil { connection.answer() }
        }
        let client = try HTTPClient.local(
            .with {
                $0.slots = 4
                $0.slotTimeout = .seconds(60)
            })
        await withTaskGroup(of: HTTPClientError?.self) { group in
            for _ in 0..<200 { group.addTask { await client.failure(server.url()) } }
            for await failure in group { #expect(failure == nil) }
        }
        // Slots are connections too, and idle ones are used again.
        #expect(server.opened.count <= 4)
    }

    @Test("a server that holds all the slots that one server may have leaves the others to others")
    func origins() async throws {
        let slow = try ScriptedServer(script: Self.hold)
        let quick = try ScriptedServer { connection in
            while connection.request() != nil { connection.answer() }
        }
        let client = try HTTPClient.local(
            .with {
                $0.slots = 3
                $0.slotsPerOrigin = 2
                $0.slotTimeout = .seconds(60)
            })
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { _ = await client.failure(slow.url()) } }
            await slow.requests.reaches(2)
            #expect(await client.failure(quick.url()) == nil)
            #expect(slow.opened.count == 2)
            group.cancelAll()
        }
    }

    @Test("cancellation ends a request at once, and closes its connection")
    func cancellation() async throws {
        let server = try ScriptedServer(script: Self.hold)
        let client = try HTTPClient.local()
        let start = ContinuousClock.now
        await withTaskGroup(of: HTTPClientError.Code?.self) { group in
            group.addTask { await client.failure(server.url())?.code }
            await server.requests.reaches(1)
            group.cancelAll()
            #expect(await group.next() == .cancelled)
        }
        await server.closed.reaches(1)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test("a cancelled request that waits gives its place up, and one that was cancelled before is never sent")
    func cancelledWaiting() async throws {
        let server = try ScriptedServer(script: Self.hold)
        let client = try HTTPClient.local(
            .with {
                $0.slots = 1
                $0.slotTimeout = .seconds(60)
            })
        await withTaskGroup(of: HTTPClientError.Code?.self) { group in
            group.addTask { await client.failure(server.url())?.code }
            await server.requests.reaches(1)
            await withTaskGroup(of: HTTPClientError.Code?.self) { others in
                for _ in 0..<3 { others.addTask { await client.failure(server.url())?.code } }
                others.cancelAll()
                others.addTask { await client.failure(server.url())?.code }
                for await code in others { #expect(code == .cancelled) }
            }
            #expect(server.opened.count == 1)
            group.cancelAll()
        }
    }

    @Test("a slot is given back whatever the end was")
    func givenBack() async throws {
        let server = try ScriptedServer { connection in
            guard let (head, _) = connection.request() else { return }
            if head.hasPrefix("GET /good") { connection.answer() }
            if head.hasPrefix("GET /slow") { connection.waitForEnd() }
        }
        let client = try HTTPClient.local(
            .with {
                $0.slots = 1
                $0.timeout = .milliseconds(200)
                $0.slotTimeout = .seconds(10)
            })
        for _ in 0..<3 {
            #expect(await client.failure(server.url("/slow"))?.code == .timedOut)
            #expect(await client.failure(server.url("/broken"))?.code == .brokenOff)
            #expect(await client.failure("http://10.0.0.1/")?.code == .addressRefused)
            #expect(await client.failure(server.url("/good")) == nil)
        }
    }
}
