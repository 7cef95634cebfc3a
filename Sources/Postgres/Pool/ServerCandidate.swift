internal import Glibc

/// One server that an address may mean: what libpq is given to try it, and no other.
///
/// An address may name several hosts, and a name may stand for several machines. libpq goes on to the next only when the
/// one before has refused, since it is opened without blocking; one that is silent would hide all behind it.
struct ServerCandidate {
    /// The most servers that are tried for one connection.
    static let maximumCount = 16

    let values: [String: String]

    /// What people call it.
    var name: String {
        let host = [values["host"], values["hostaddr"]].compactMap { $0 }.first { !$0.isEmpty } ?? "the default host"
        return values["port"].map { "\(host), port \($0)," } ?? host
    }

    /// The servers of an address, in the order in which they are to be tried. Looks up names, and so may block.
    static func all(of values: [String: String]) -> [ServerCandidate] {
        let preference = "target_session_attrs"
        let servers = servers(of: values).flatMap(machines).prefix(maximumCount)
        guard values[preference] == "prefer-standby" else { return servers.map(ServerCandidate.init) }
        // Two rounds, as libpq makes them.
        return ["standby", "any"].flatMap { wanted in
            servers.map { ServerCandidate(values: $0.merging([preference: wanted]) { $1 }) }
        }
    }

    /// The address taken apart: what it says for each host.
    static func servers(of values: [String: String]) -> [[String: String]] {
        let (hosts, addresses) = (DatabaseURL.list(values["host"]), DatabaseURL.list(values["hostaddr"]))
        let ports = DatabaseURL.list(values["port"])
        return (0..<max(hosts.count, addresses.count, 1)).map { index in
            var server = values
            server["host"] = hosts.isEmpty ? nil : hosts[index]
            server["hostaddr"] = addresses.isEmpty ? nil : addresses[index]
            server["port"] = ports.count > 1 ? ports[index] : ports.first
            return server
        }
    }

    /// The machines of a host. Where its name leads nowhere it stays as it is, and libpq says so.
    private static func machines(of server: [String: String]) -> [[String: String]] {
        let host = server["host"] ?? ""
        guard !host.isEmpty, !DatabaseURL.isSocket(host), server["hostaddr", default: ""].isEmpty else {
            return [server]
        }
        let addresses = addresses(of: host)
        return addresses.isEmpty ? [server] : addresses.map { server.merging(["hostaddr": $0]) { $1 } }
    }

    private static func addresses(of host: String) -> [String] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0, let first = unsafe list else { return [] }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [String] = []
        var next: UnsafeMutablePointer<addrinfo>? = unsafe first
        while let entry = unsafe next {
            if let text = unsafe text(of: entry.pointee) { addresses.append(text) }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func text(of entry: addrinfo) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = unsafe getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        return code == 0 ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
