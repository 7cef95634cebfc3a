internal import SCIM

/// Says where what somebody looked for in the wrong place may be.
enum EndpointHint {
    /// The 404 for a path at which nothing is served.
    ///
    /// It names the base path and the endpoint that is spelled nearest to the first part of the path that resembles one.
    /// Nothing of the path itself is repeated.
    static func notFound(at path: String) -> SCIMError {
        let (base, resource) = BasePath.split(path) ?? (BasePath.canonical, path)
        let segments = resource.utf8.split(separator: UInt8(ascii: "/"), maxSplits: maximumSegments)
            .prefix(maximumSegments)
        let nearest = segments.lazy.compactMap { segment -> String? in
            guard segment.count <= Spelling.maximumBytes else { return nil }
            return Spelling.nearest(to: String(decoding: segment, as: UTF8.self), among: names)
        }.first
        return .unknownEndpoint(below: base, nearest: nearest.map { "/\($0)" })
    }

    /// How many parts of a path are looked at.
    private static let maximumSegments = 8

    private static let names = ["Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"]
}
