internal import CCurl

/// An address on the web that a request can be sent to: `http` or `https`, a host, perhaps a port, a path, a query.
///
/// User names, passwords and fragments are refused: the first two would be secrets in a place that is not secret, and
/// the last is never sent. Whether the host may be dialled is not known here; that is decided at the connection.
public struct OutgoingURL: Hashable, Sendable {
    /// The longest that is taken, in bytes.
    public static let maximumByteCount = 2048

    /// The text as it was given. Its path and query may hold secrets.
    public let text: String
    /// Scheme, host and port, such as `https://example.com:443`. Safe to show.
    public let origin: String

    /// Reads an absolute URL (RFC 3986). Names outside ASCII have to be given in their `xn--` form.
    ///
    /// - Throws: `HTTPClientError` with `invalidURL`.
    public init(parsing text: String) throws(HTTPClientError) {
        guard Self.isPlain(text), Self.namesHost(text), let parsed = ParsedURL(text), let origin = parsed.origin else {
            throw HTTPClientError(.invalidURL)
        }
        self.text = text
        self.origin = origin
    }

    /// Visible ASCII without what parsers disagree about: a backslash, or a fragment.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= maximumByteCount
            && text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#")
            }
    }

    /// Two slashes and no third: curl would take the first part of a path for the host.
    private static func namesHost(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].starts(with: "//".utf8) && !parts[1].starts(with: "///".utf8)
    }

    /// Whether the request would be encrypted.
    public var isEncrypted: Bool { origin.hasPrefix("https:") }
}

extension OutgoingURL: CustomStringConvertible, CustomDebugStringConvertible {
    /// The origin only: paths and queries of webhooks often hold secrets.
    public var description: String { origin }

    /// The origin only, since debuggers' output ends in logs too.
    public var debugDescription: String { "OutgoingURL(\(origin))" }
}
