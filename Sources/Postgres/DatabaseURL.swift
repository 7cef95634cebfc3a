internal import CLibpq

/// The address of a database, as libpq reads it: a URI, or keywords with values.
///
/// Reading it here and not when a connection is opened keeps what somebody mistyped out of every later text: a password
/// that is not percent-encoded would otherwise be a host name, a port or a database of which libpq complains by name.
public struct DatabaseURL: Sendable, Hashable {
    /// What libpq calls the parts, and their values; only what was given.
    let values: [String: String]

    /// Reads an address; nil where it is none, or where a part cannot be what it stands for.
    public init?(parsing text: String) {
        guard !text.isEmpty, !text.utf8.contains(0), let values = Self.parse(text), Self.isPlausible(values) else {
            return nil
        }
        self.values = values
    }

    /// Whether the address itself holds a password, and not only a file that it names.
    public var holdsPassword: Bool { values["password"] != nil || values["sslpassword"] != nil }

    private static func parse(_ text: String) -> [String: String]? {
        // Its error is not asked for: it quotes what it did not understand.
        guard let options = unsafe PQconninfoParse(text, nil) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe values[String(cString: keyword)] = String(cString: value)
            }
            unsafe option += 1
        }
        return values
    }
}

// MARK: - What a part may be

extension DatabaseURL {
    /// The words that libpq 15 takes where it takes only some.
    private static let vocabularies: [String: Set<String>] = [
        "sslmode": ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"],
        "target_session_attrs": ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"],
        "gssencmode": ["disable", "prefer", "require"],
        "channel_binding": ["disable", "prefer", "require"],
    ]

    private static let numbers = [
        "connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
        "tcp_user_timeout",
    ]

    private static func isPlausible(_ values: [String: String]) -> Bool {
        let (hosts, addresses) = (list(values["host"]), list(values["hostaddr"]))
        let ports = list(values["port"])
        let servers = max(hosts.count, addresses.count)
        return hosts.allSatisfy(isHost) && addresses.allSatisfy(isName) && ports.allSatisfy(isPort)
            && (hosts.isEmpty || addresses.isEmpty || hosts.count == addresses.count)
            && (ports.count <= 1 || ports.count == servers)
            && !(values["dbname"] ?? "").utf8.contains { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "/") }
            && vocabularies.allSatisfy { keyword, words in values[keyword].map(words.contains) ?? true }
            && numbers.allSatisfy { values[$0].map { Int32($0) != nil } ?? true }
    }

    /// The parts of a list with commas; none where there is no list.
    static func list(_ text: String?) -> [String] {
        guard let text, !text.isEmpty else { return [] }
        return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// A host name or address, the folder of a socket, or an abstract one.
    private static func isHost(_ text: String) -> Bool { isSocket(text) || isName(text) }

    static func isSocket(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/") || text.utf8.first == UInt8(ascii: "@")
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "%"): true
            default: false
            }
        }
    }

    private static func isPort(_ text: String) -> Bool {
        text.isEmpty || UInt16(text).map { $0 > 0 } ?? false
    }
}

extension DatabaseURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same, since an address may hold a password.
    public var description: String { "DatabaseURL" }

    /// Always the same, since an address may hold a password.
    public var debugDescription: String { "DatabaseURL" }

    /// A mirror that shows nothing, since an address may hold a password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
