import HTTPServer
import Lifecycle
import Observability
import TestHarness
import Testing

@Suite("Listening")
struct ListeningTests {
    private func startingError(_ configuration: ServerConfiguration) async -> ServerError? {
        let server = Server(configuration, logger: Logger(label: "http", destination: .buffer(LogBuffer()))) { _ in
            Response(.ok)
        }
        let port = Task { try await server.boundPort }
        let error = await #expect(throws: ServerError.self) { try await server.run(until: Shutdown()) }
        await #expect(throws: ServerError.self) { try await port.value }
        #expect(server.state == .stopped)
        return error
    }

    @Test("a port in use is an error that says so")
    func portInUse() async throws {
        try await RunningServer.with { running async throws in
            let error = await startingError(ServerConfiguration(port: running.port))
            #expect(error?.code == .addressInUse)
            #expect(error?.description.contains("127.0.0.1:\(running.port)") == true)
        }
    }

    @Test(
        "an address that is none, or not this machine's, is an error that says so",
        arguments: ["localhost", "", "1.2.3", "::g", "192.0.2.1", "2001:db8::1"])
    func wrongAddress(address: String) async {
        #expect(await startingError(ServerConfiguration(address: address))?.code == .addressNotAvailable)
    }

    @Test("IPv4 and IPv6 are served, and the handler sees who asked", arguments: ["127.0.0.1", "::1"])
    func families(address: String) async throws {
        try await RunningServer.with(
            ServerConfiguration(address: address), handler: { Response(.ok, body: Array($0.peer.address.utf8)) }
        ) { running async throws in
            let connection = try await HTTPTestConnection.open(port: running.port, address: address)
            try await connection.write("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(try await connection.response().text == address)
        }
    }

    @Test("an IPv4 client of an IPv6 server has its IPv4 address")
    func mapped() async throws {
        try await RunningServer.with(
            ServerConfiguration(address: "::"), handler: { Response(.ok, body: Array($0.peer.address.utf8)) }
        ) { running async throws in
            #expect(try await running.client.send("GET", "/").text == "127.0.0.1")
        }
    }

    @Test("many clients at once are all served")
    func many() async throws {
        try await RunningServer.with { running async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 { group.addTask { try await running.client.send("GET", "/").status } }
                for try await status in group { #expect(status == 200) }
            }
        }
    }

    @Test("a server runs once")
    func once() async throws {
        try await RunningServer.with { running async throws in
            let error = await #expect(throws: ServerError.self) { try await running.server.run(until: Shutdown()) }
            #expect(error?.code == .alreadyStarted)
            #expect(try await running.client.send("GET", "/").status == 200)
        }
    }
}
