import HTTPClient
import Testing

@Suite("URLs")
struct OutgoingURLTests {
    @Test(
        "a URL has an origin that is safe to show",
        arguments: [
            ("https://example.com", "https://example.com:443"),
            ("http://Example.COM/path?token=secret", "http://example.com:80"),
            ("HTTPS://example.com:8443/", "https://example.com:8443"),
            ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80"),
            ("http://0x7f.1/", "http://127.0.0.1:80"),
        ])
    func origins(text: String, origin: String) throws {
        let url = try OutgoingURL(parsing: text)
        #expect(url.origin == origin)
        #expect("\(url)" == origin)
        #expect(!String(reflecting: url).contains("secret"))
    }

    @Test(
        "what a request cannot or must not be sent to is refused",
        arguments: [
            "", "example.com", "//example.com/", "/path", "http:", "http://", "http:///path", "http:/a/", "http:a/",
            "https://:443/",
            "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)", "dict://a/",
            "http://user@example.com/", "http://user:password@example.com/", "http://@example.com/", "http://:@a/",
            "http://example.com/#fragment", "http://example.com/#", "http://example.com:0/",
            "http://example.com:65536/",
            "http://example.com:port/", "http://exa mple.com/", "http://example.com/a b", "http://example.com/\r\nX: y",
            "http://example.com/\u{0}", "http://example.com\\@internal/", "http://bücher.example/", "http://a/ä",
            " http://a/",
        ])
    func refused(text: String) {
        let error = #expect(throws: HTTPClientError.self) { try OutgoingURL(parsing: text) }
        #expect(error?.code == .invalidURL)
    }

    @Test("a URL has at most 2048 bytes", arguments: [2048, 2049])
    func length(count: Int) {
        let start = "http://example.com/"
        let text = start + String(repeating: "a", count: count - start.utf8.count)
        #expect(((try? OutgoingURL(parsing: text)) != nil) == (count <= 2048))
    }

    @Test("only https is encrypted")
    func encrypted() throws {
        #expect(try OutgoingURL(parsing: "https://example.com/").isEncrypted)
        #expect(!(try OutgoingURL(parsing: "http://example.com/https:").isEncrypted))
    }
}
