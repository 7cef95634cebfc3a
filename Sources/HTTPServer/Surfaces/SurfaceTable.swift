/// Which of a server's surfaces is responsible for a request.
///
/// Of those that answer on its host and below its path, it is the one with the longest prefix; of two with the same
/// prefix, the one that is bound to the host. Where there is none, it is the first of all, which has to say so.
///
/// A stranger decides what is compared here, so it is bytes: no path and no host takes longer than its length.
struct SurfaceTable: Sendable {
    private struct Place: Sendable {
        /// Without a slash at its end: `/` is empty.
        let prefix: [UInt8]
        let host: [UInt8]?
        let surface: Int

        func answers(on asked: [UInt8]?) -> Bool { host.map { $0 == asked } ?? true }
    }

    private let surfaces: [Surface]
    private let places: [Place]
    private let isBoundToHosts: Bool

    /// A table.
    ///
    /// - Precondition: there is a surface, and no two of them claim the same place.
    init(_ surfaces: [Surface]) {
        precondition(!surfaces.isEmpty, "a server has a surface")
        self.surfaces = surfaces
        let places = surfaces.indices.flatMap { Self.places(of: surfaces[$0], number: $0) }
        let claims = Set(places.map { [$0.prefix, $0.host ?? [0]] })
        precondition(claims.count == places.count, "two surfaces claim one place")
        self.places = places.sorted { left, right in
            left.prefix.count == right.prefix.count
                ? left.host != nil && right.host == nil : left.prefix.count > right.prefix.count
        }
        isBoundToHosts = places.contains { $0.host != nil }
    }

    /// The number of the surface that is responsible, to be kept in the request.
    func number(of request: Request) -> Int {
        let host = isBoundToHosts ? request.headers.first("Host").map { Self.name($0) } : nil
        let place = places.first { place in
            place.answers(on: host) && Self.isBelow(place.prefix, request.path)
        }
        return place?.surface ?? 0
    }

    /// The surface of a request; the first where there is no request.
    subscript(request: Request?) -> Surface { surfaces[request?.surface ?? 0] }

    private static func places(of surface: Surface, number: Int) -> [Place] {
        let hosts = surface.hosts.map { $0.map { Optional(name($0)) } } ?? [nil]
        return surface.prefixes.flatMap { prefix in
            let bytes = Array(prefix.utf8)
            let whole = bytes.last == slash ? bytes.dropLast() : bytes[...]
            return hosts.map { Place(prefix: Array(whole), host: $0, surface: number) }
        }
    }

    /// Whether a path is the prefix itself or goes on after a slash.
    private static func isBelow(_ prefix: [UInt8], _ path: String) -> Bool {
        guard path.utf8.starts(with: prefix) else { return false }
        let next = path.utf8.dropFirst(prefix.count).first
        return next == nil || next == slash
    }

    /// The bytes of a host name in lower case, without the port.
    private static func name(_ host: String) -> [UInt8] {
        let port = UInt8(ascii: ":")
        let end = host.utf8.last == UInt8(ascii: "]") ? nil : host.utf8.lastIndex(of: port)
        let name = host.utf8[..<(end ?? host.utf8.endIndex)]
        return name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    private static let slash = UInt8(ascii: "/")
}
