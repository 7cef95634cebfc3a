import Addresses
import HTTPClient
import Observability
import Testing

@Suite("Refusals at the connection")
struct RefusalTests {
    @Test(
        "this machine is not dialled, however its address is written",
        arguments: [
            "127.0.0.1", "localhost", "LOCALHOST", "foo.localhost", "2130706433", "0x7f000001",
            "017700000001", "0177.0.0.1", "0x7f.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0",
            "%31%32%37.0.0.1",
            "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]",
        ])
    func loopback(host: String) async throws {
        let server = try ScriptedServer { $0.answer() }
        let failure = await HTTPClient.strict().failure(server.url("/?token=secret", host: host))
        #expect(failure?.code == .addressRefused)
        #expect(server.opened.count == 0)
        #expect(failure?.description.contains("secret") == false)
        #expect(failure?.debugDescription.contains("secret") == false)
    }

    @Test(
        "a final dot gets no further, whether or not the system's resolver takes it",
        arguments: ["localhost.", "127.0.0.1."])
    func finalDot(host: String) async throws {
        let server = try ScriptedServer { $0.answer() }
        let failure = await HTTPClient.strict().failure(server.url(host: host))
        #expect(failure?.code == .addressRefused || failure?.code == .cannotResolve)
        #expect(server.opened.count == 0)
    }

    @Test(
        "other networks that are not public are not dialled",
        arguments: [
            "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0xa9fea9fe", "224.0.0.1",
            "255.255.255.255", "198.18.0.1", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25lo]", "[ff02::1]",
            "[::10.0.0.1]", "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:a00:1::]", "[2001:db8::1]",
        ],
        ["http", "https"])
    func others(host: String, scheme: String) async {
        let failure = await HTTPClient.strict().failure("\(scheme)://\(host)/")
        #expect(failure?.code == .addressRefused)
    }

    @Test("a name of an allowed and a refused address leads to the allowed one")
    func partial() async throws {
        let server = try ScriptedServer { connection in
            while connection.request() != nil { connection.answer() }
        }
        // localhost is ::1 too, which is not allowed here.
        let response = try await HTTPClient.local().send(OutgoingRequest(.get, server.url(host: "localhost")))
        #expect(response.status == 200)
    }

    @Test("what is allowed ends at the edge of the network")
    func edge() async throws {
        let inside = try ScriptedServer(address: 0x7F00_0001) { connection in
            while connection.request() != nil { connection.answer() }
        }
        let outside = try ScriptedServer(address: 0x7F00_0002) { $0.answer() }
        let client = HTTPClient(
            policy: AddressPolicy(allowing: [try Network(parsing: "127.0.0.1/32")]),
            logger: Logger(label: "test", destination: .buffer(LogBuffer())))
        #expect(await client.failure(inside.url()) == nil)
        #expect(await client.failure(outside.url(host: "127.0.0.2"))?.code == .addressRefused)
        #expect(outside.opened.count == 0)
    }

    @Test("a refusal is logged with the address, and with nothing of the request")
    func logging() async throws {
        let log = LogBuffer()
        let failure = await HTTPClient.strict(log: log).failure("http://localhost:1/path?token=secret")
        #expect(failure?.origin == "http://localhost:1")
        let text = log.lines.joined()
        #expect(text.contains(#""message":"address refused""#))
        #expect(text.contains(#""origin":"http://localhost:1""#))
        #expect(text.contains("is loopback"))
        #expect(!text.contains("path") && !text.contains("secret"))
    }
}
