import Addresses
import HTTPServer
import Testing

@testable import Traffic

@Suite("Where a request came from")
struct TrustedProxiesTests {
    private func client(_ forwarded: [String], trusting networks: [String]) throws -> String {
        var request = Request(path: "/")
        for value in forwarded { request.headers.append("X-Forwarded-For", value) }
        return "\(TrustedProxies(try networks.map { try Network(parsing: $0) }).client(of: request))"
    }

    @Test("Nobody's word counts unless somebody says so", arguments: [[], ["10.0.0.0/8"], ["::/0"]])
    func untrusted(networks: [String]) throws {
        #expect(try client(["192.0.2.1"], trusting: networks) == "127.0.0.1")
    }

    @Test(
        "Of a trusted proxy's, the last address that is not trusted counts",
        arguments: [
            (["192.0.2.1"], "192.0.2.1"), (["203.0.113.9, 192.0.2.1"], "192.0.2.1"),
            (["192.0.2.1, 10.0.0.1 ,10.0.0.2"], "192.0.2.1"), (["192.0.2.1", "10.0.0.1"], "192.0.2.1"),
            (["192.0.2.1:4711"], "192.0.2.1"), (["2001:db8::1"], "2001:db8::1"), (["[2001:db8::1]:443"], "2001:db8::1"),
            (["[2001:db8::1]"], "2001:db8::1"), (["::ffff:192.0.2.1"], "192.0.2.1"), (["\t192.0.2.1\t"], "192.0.2.1"),
            (["192.0.2.1,::ffff:10.0.0.1"], "192.0.2.1"),
        ])
    func trusted(forwarded: [String], address: String) throws {
        #expect(try client(forwarded, trusting: ["127.0.0.0/8", "10.0.0.0/8"]) == address)
    }

    @Test(
        "Where no such address can be read, the last trusted proxy answers for it",
        arguments: [
            ([], "127.0.0.1"), ([""], "127.0.0.1"), (["unknown"], "127.0.0.1"), (["192.0.2.1, _hidden"], "127.0.0.1"),
            (["192.0.2.1, x, 10.0.0.1"], "10.0.0.1"), (["10.0.0.3, 10.0.0.1"], "10.0.0.3"), (["[here]"], "127.0.0.1"),
            (["1.2.3.4.5"], "127.0.0.1"), (["192.0.2.1,"], "192.0.2.1"),
        ])
    func unreadable(forwarded: [String], address: String) throws {
        #expect(try client(forwarded, trusting: ["127.0.0.0/8", "10.0.0.0/8"]) == address)
    }

    @Test("No more than 32 addresses are looked at")
    func longChain() throws {
        let proxies = Array(repeating: "10.0.0.1", count: 32)
        let chain = { (count: Int) in (["192.0.2.1"] + proxies.prefix(count)).joined(separator: ",") }
        #expect(try client([chain(31)], trusting: ["127.0.0.1", "10.0.0.0/8"]) == "192.0.2.1")
        #expect(try client([chain(32)], trusting: ["127.0.0.1", "10.0.0.0/8"]) == "10.0.0.1")
    }

    @Test("A stranger has one address of IPv4, and a whole /64 of IPv6")
    func ranges() throws {
        let range = { (text: String) in AddressRange(try #require(IPAddress(parsing: text))) }
        #expect(try range("192.0.2.1") != range("192.0.2.2"))
        #expect(try range("2001:db8::1") == range("2001:db8::ffff:ffff:ffff:ffff"))
        #expect(try range("2001:db8::1") != range("2001:db8:0:1::1"))
    }
}
