import HTTPClient
import Testing

@Suite("TLS")
struct TLSTests {
    @Test(
        "a server whose certificate a trusted authority has signed is believed", arguments: ["localhost", "127.0.0.1"])
    func trusted(host: String) async throws {
        let server = try TLSServer()
        let client = try HTTPClient.local(trust: .authorities(file: server.certificate))
        let response = try await client.send(OutgoingRequest(.get, "https://\(host):\(server.port)/"))
        #expect(response.status == 200)
    }

    @Test("a certificate that no authority of the system has signed is not believed")
    func selfSigned() async throws {
        let server = try TLSServer()
        let failure = try await HTTPClient.local().failure("https://localhost:\(server.port)/?token=secret")
        #expect(failure?.code == .tlsFailed)
        #expect(failure?.debugDescription.contains("certificate") == true)
        #expect(failure?.debugDescription.contains("secret") == false)
    }

    @Test("a certificate for another name is not believed", arguments: ["localhost", "127.0.0.1"])
    func otherName(host: String) async throws {
        let server = try TLSServer(names: "DNS:example.com,IP:127.0.0.9")
        let client = try HTTPClient.local(trust: .authorities(file: server.certificate))
        #expect(await client.failure("https://\(host):\(server.port)/")?.code == .tlsFailed)
    }

    @Test("old versions of TLS are not spoken")
    func oldVersion() async throws {
        let server = try TLSServer(options: ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        let client = try HTTPClient.local(trust: .authorities(file: server.certificate))
        #expect(await client.failure("https://localhost:\(server.port)/")?.code == .tlsFailed)
    }

    @Test("authorities that are not there believe nobody")
    func missingFile() async throws {
        let server = try TLSServer()
        let client = try HTTPClient.local(trust: .authorities(file: "/nowhere/authorities.pem"))
        #expect(await client.failure("https://localhost:\(server.port)/")?.code == .tlsFailed)
    }

    @Test(
        "a server that speaks something else, or hangs up, is not believed", arguments: ["HTTP/1.1 200 OK\r\n\r\n", ""])
    func otherProtocol(answer: String) async throws {
        let server = try ScriptedServer { $0.send(answer) }
        #expect(try await HTTPClient.local().failure(server.url(scheme: "https"))?.code == .tlsFailed)
    }

    @Test("a handshake without end is broken off")
    func silence() async throws {
        let server = try ScriptedServer { $0.waitForEnd() }
        let client = try HTTPClient.local(.with { $0.connectTimeout = .milliseconds(200) })
        #expect(await client.failure(server.url(scheme: "https"))?.code == .timedOut)
        await server.closed.reaches(1)
    }
}
