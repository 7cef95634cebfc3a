/// What a request line asks for, and what is wrong with it.
///
/// What is malformed is not handed on: a method and a path are ASCII wherever they are read.
struct RequestLine {
    private(set) var method = Method(rawValue: "-")
    private(set) var path = ""
    private(set) var query: String?
    private(set) var fault: String?

    /// Reads a line.
    ///
    /// - Parameters:
    ///   - target: a path with its query, `*`, or a whole URI whose authority is the host (RFC 9112, section 3.2).
    ///   - host: what the Host header says.
    init(method: String, target: String, host: String?) {
        guard !method.isEmpty, method.utf8.allSatisfy(HeaderGrammar.isTokenByte) else {
            fault = "The method is malformed."
            return
        }
        self.method = Method(rawValue: method)
        guard target.utf8.allSatisfy(HeaderGrammar.isTargetByte) else {
            fault = "The request target is malformed."
            return
        }
        guard let local = Self.local(target.utf8[...], at: host) else {
            fault = "The request target names another host than the Host header."
            return
        }
        let parts = local.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.first.map { String(Substring($0)) } ?? ""
        let isAsterisk = Headers.isSame(path, "*") && self.method == .options
        guard isAsterisk || path.utf8.first == UInt8(ascii: "/") else {
            fault = "The request target is malformed."
            return
        }
        self.path = path
        query = parts.count == 2 ? String(Substring(parts[1])) : nil
    }

    /// What follows the authority of a whole URI; the target itself if it is none. Nil for another authority.
    private static func local(_ target: Substring.UTF8View, at host: String?) -> Substring.UTF8View? {
        guard let scheme = ["http://", "https://"].first(where: { begins(target, with: $0) }) else { return target }
        let rest = target.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let host, Headers.isSame(String(Substring(rest[..<end])), host) else { return nil }
        // "http://host" and "http://host?query" ask for the root.
        guard rest[end...].first == UInt8(ascii: "/") else { return ("/" + Substring(rest[end...])).utf8[...] }
        return rest[end...]
    }

    private static func begins(_ target: Substring.UTF8View, with scheme: String) -> Bool {
        Headers.isSame(String(Substring(target.prefix(scheme.utf8.count))), scheme)
    }
}
