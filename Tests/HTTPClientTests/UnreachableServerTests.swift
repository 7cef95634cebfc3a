import HTTPClient
import Synchronization
import TestHarness
import Testing

@Suite("Servers that cannot be reached")
struct UnreachableServerTests {
    @Test("a port where nobody listens")
    func closedPort() async throws {
        let port: UInt16
        do { port = try ScriptedServer { _ in }.port }
        // The port may take a moment to close, and the connection is broken off until then.
        let codes: [HTTPClientError.Code?] = [.cannotConnect, .brokenOff]
        #expect(codes.contains(try await HTTPClient.local().failure("http://127.0.0.1:\(port)/")?.code))
    }

    @Test("a name that does not exist")
    func unknownName() async throws {
        #expect(try await HTTPClient.local().failure("http://nowhere.invalid/")?.code == .cannotResolve)
    }
}
