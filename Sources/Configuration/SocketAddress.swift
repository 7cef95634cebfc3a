internal import Glibc

/// An IP address and a port: `127.0.0.1:8080`, `[::1]:8080`.
///
/// A name is none: what it means can change between looking at the configuration and listening.
public struct SocketAddress: Hashable, Sendable {
    /// The address without brackets, as it was written.
    public let host: String

    /// The port; 0 lets the system choose one.
    public let port: UInt16

    /// Reads an address; nil if it is none.
    public init?(parsing text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = Self.port(text[text.utf8.index(after: colon)...]), let host = Self.host(text[..<colon])
        else { return nil }
        self.host = host
        self.port = port
    }

    private static func port(_ text: Substring) -> UInt16? {
        // The number alone would take a sign too.
        guard text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else { return nil }
        return UInt16(text)
    }

    private static func host(_ text: Substring) -> String? {
        // C would read no further than a NUL, and take what is before it.
        guard !text.utf8.contains(0) else { return nil }
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return isAddress(inner, of: AF_INET6) ? inner : nil
        }
        return isAddress(String(text), of: AF_INET) ? String(text) : nil
    }

    private static func isAddress(_ text: String, of family: Int32) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(family, text, &address) == 1
    }
}

extension SocketAddress: CustomStringConvertible {
    /// The address as it is read, with brackets where they belong.
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
