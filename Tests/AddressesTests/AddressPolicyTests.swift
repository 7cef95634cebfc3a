import Addresses
import Testing

@Suite("Address policy")
struct AddressPolicyTests {
    @Test(
        "what is not the public Internet is refused, up to the last address",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255",
            "192.0.0.0", "192.0.0.255", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
            "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.0", "239.255.255.255", "240.0.0.0",
            "255.255.255.255",
            "::", "::1", "fc00::", "fdff:ffff::1", "fd00:ec2::254", "fe80::1", "febf:ffff::1", "fec0::1", "ff02::1",
            "2001:db8::1", "2001::1", "2001:2::1", "2001:1ff:ffff::1", "3fff::1", "3fff:fff::1", "100::1", "5f00::1",
            "4000::1", "1fff::1",
        ])
    func refused(text: String) throws {
        #expect(AddressPolicy().refusal(of: try #require(IPAddress(parsing: text))) != nil)
    }

    @Test(
        "their neighbours on both sides are public",
        arguments: [
            "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255",
            "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
            "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
            "2001:200::1", "2001:db7::1", "2001:db9::1", "2000::1", "2606:4700::1111", "3ffe::1", "3fff:1000::1",
        ])
    func allowed(text: String) throws {
        #expect(AddressPolicy().refusal(of: try #require(IPAddress(parsing: text))) == nil)
    }

    @Test(
        "an address that embeds another is judged by that",
        arguments: ["::ffff:%", "::%", "::ffff:0:%", "64:ff9b::%"])
    func embedded(form: String) throws {
        for (text, isRefused) in [
            ("10.0.0.1", true), ("127.0.0.1", true), ("169.254.169.254", true), ("8.8.8.8", false),
        ] {
            let parts = form.split(separator: "%", omittingEmptySubsequences: false)
            let address = try #require(IPAddress(parsing: parts[0] + text))
            #expect((AddressPolicy().refusal(of: address) != nil) == isRefused, "\(address)")
        }
    }

    @Test(
        "6to4 carries its address at the front", arguments: [("2002:a00:1::1", true), ("2002:808:808::a00:1", false)])
    func sixToFour(text: String, isRefused: Bool) throws {
        #expect((AddressPolicy().refusal(of: try #require(IPAddress(parsing: text))) != nil) == isRefused)
    }

    @Test(
        "NAT64 with a local prefix is refused whatever it embeds, since nobody knows where",
        arguments: ["64:ff9b:1::a00:1", "64:ff9b:1::808:808", "64:ff9b:1:ffff:ffff:ffff:808:808"])
    func localTranslation(text: String) throws {
        #expect(AddressPolicy().refusal(of: try #require(IPAddress(parsing: text))) != nil)
    }

    @Test("a network that is named is allowed, in every form, and its neighbour is not")
    func allowList() throws {
        let policy = AddressPolicy(allowing: [try Network(parsing: "10.1.0.0/16"), try Network(parsing: "fd00::/8")])
        for text in ["10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "fd12::1", "8.8.8.8"] {
            #expect(policy.refusal(of: try #require(IPAddress(parsing: text))) == nil, "\(text)")
        }
        for text in ["10.0.255.255", "10.2.0.0", "::ffff:10.2.0.0", "fc00::1", "127.0.0.1"] {
            #expect(policy.refusal(of: try #require(IPAddress(parsing: text))) != nil, "\(text)")
        }
    }

    @Test("everything may be allowed", arguments: [("0.0.0.0/0", "127.0.0.1"), ("::/0", "fe80::1")])
    func everything(network: String, text: String) throws {
        let policy = AddressPolicy(allowing: [try Network(parsing: network)])
        #expect(policy.refusal(of: try #require(IPAddress(parsing: text))) == nil)
    }

    @Test(
        "networks are read and written", arguments: ["10.0.0.0/8", "10.1.2.3/32", "fd00::/8", "::1/128", "0.0.0.0/0"])
    func networks(text: String) throws {
        #expect(try Network(parsing: text).description == text)
    }

    @Test("an address alone is a network of its own")
    func single() throws {
        #expect(try Network(parsing: "10.1.2.3").description == "10.1.2.3/32")
        #expect(try Network(parsing: "fd00::1").description == "fd00::1/128")
    }

    @Test(
        "what is no network is refused",
        arguments: [
            "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/ 8",
            "10.0.0.1/8", "::1/64", "::/129", "10.0.0/8", "10.0.0.0/9999999999999999999999", "localhost/8",
            "fe80::1%lo/10",
            "010.0.0.0/8", "0x0a.0.0.0/8",
        ])
    func malformed(text: String) {
        #expect(throws: InvalidNetwork.self) { try Network(parsing: text) }
    }
}
