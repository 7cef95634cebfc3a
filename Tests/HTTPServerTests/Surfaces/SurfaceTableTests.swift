import Testing

@testable import HTTPServer

@Suite("Which surface is responsible")
struct SurfaceTableTests {
    private static func surface(_ name: String, hosts: [String]? = nil, _ prefixes: String...) -> Surface {
        Surface(name, hosts: hosts, below: prefixes, handler: { _ in Response(.ok) })
    }

    private static let table = SurfaceTable([
        surface("scim", "/scim/v2", "/_api/scim/v2"),
        surface("product", "/oauth2/introspect", "/api/v1/events"),
        surface("inner", "/scim/v2/inner/"),
        surface("portal", hosts: ["Console.example.com", "[::1]"], "/"),
        surface("bound", hosts: ["console.example.com"], "/api/v1/events"),
    ])

    private static func name(_ path: String, at host: String? = "a.example.com") -> String {
        var request = Request(path: path, headers: host.map { ["Host": $0] } ?? [:])
        request.surface = table.number(of: request)
        return table[request].name
    }

    @Test(
        "A prefix ends at a slash or with the path, and what is nobody's is the first one's",
        arguments: [
            ("/oauth2/introspectx", "scim"), ("/oauth2/introspec", "scim"), ("/oauth2", "scim"), ("/", "scim"),
            ("*", "scim"), ("", "scim"), ("/scim/v2x", "scim"), ("//oauth2/introspect", "scim"),
            ("/oauth2//introspect", "scim"), ("/oauth2/introspect", "product"), ("/oauth2/introspect/", "product"),
            ("/oauth2/introspect//x", "product"), ("/api/v1/events/7", "product"), ("/scim/v2/inner", "inner"),
            ("/scim/v2/inner/x", "inner"), ("/scim/v2/innermost", "scim"),
        ])
    func boundaries(path: String, expected: String) {
        #expect(Self.name(path) == expected)
    }

    @Test(
        "What was sent is compared byte by byte: case counts, and nothing is decoded or resolved",
        arguments: [
            "/OAuth2/introspect", "/oauth2/Introspect", "/oauth2%2Fintrospect", "/oauth2%2fintrospect",
            "/%6Fauth2/introspect", "/x/../oauth2/introspect", "/./oauth2/introspect", "/oauth2\\introspect",
            "/oauth2/introspect%2F", "/oauth2/introspect;x", "/oauth2/introspect\u{301}",
        ])
    func bytes(path: String) {
        #expect(Self.name(path) == "scim")
    }

    @Test(
        "A surface of some hosts answers there alone, whatever the case and the port, and before one of any host",
        arguments: [
            ("b.console.example.com", "/x", "scim"), ("console.example.com.evil", "/x", "scim"),
            ("console.example.co", "/x", "scim"), (nil, "/x", "scim"), ("", "/x", "scim"), (":1", "/x", "scim"),
            ("console.example.com", "/x", "portal"), ("CONSOLE.Example.Com:8443", "/x", "portal"),
            ("[::1]", "/x", "portal"), ("[::1]:80", "/x", "portal"), ("[::2]:80", "/x", "scim"),
            ("console.example.com", "/api/v1/events", "bound"), ("a.example.com", "/api/v1/events", "product"),
        ] as [(String?, String, String)])
    func hosts(host: String?, path: String, expected: String) {
        #expect(Self.name(path, at: host) == expected)
    }

    @Test("The longest prefix counts, also before one of this host")
    func longest() {
        #expect(Self.name("/scim/v2/Users", at: "console.example.com") == "scim")
        #expect(Self.name("/scim/v2/inner/x", at: "console.example.com") == "inner")
    }

    @Test("A stranger's long path is found out about in no time")
    func long() {
        let path = String(repeating: "/oauth2/introspect", count: 1_700)
        let host = String(repeating: "console.example.com", count: 1_000)
        let table = Self.table
        let time = ContinuousClock().measure {
            let request = Request(path: path, headers: ["Host": host])
            for _ in 0..<100 { #expect(table.number(of: request) == 1) }
        }
        #expect(time < .seconds(5))
    }
}
