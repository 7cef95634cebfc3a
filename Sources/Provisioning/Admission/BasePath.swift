internal import Directory

/// The paths below which SCIM is served. Each was told to some product's customers once.
enum BasePath {
    /// The one that new customers are told.
    static let canonical = PublicAddress.canonicalSCIMPath

    /// All of them.
    static let prefixes = [canonical, "/_api/scim/v2", "/service/v1/scim/v2"]

    private static let all = prefixes.map { path in (text: path, segments: segments(of: path)) }

    /// Takes a request's path apart into the base it came by and the path of the resource.
    ///
    /// Doubled and trailing slashes do not count: identity providers join base URL and path as they please.
    ///
    /// - Returns: for example `("/scim/v2", "/Users/7")`, the resource's path `/` for the base itself; nil where no
    ///   base matches.
    static func split(_ path: String) -> (base: String, resource: String)? {
        if let resource = plainResource(of: path) { return (canonical, resource) }
        let segments = segments(of: path)
        guard let base = all.first(where: { segments.starts(with: $0.segments) { $0.elementsEqual($1) } }) else {
            return nil
        }
        return (
            base.text,
            "/" + segments.dropFirst(base.segments.count).map { String(Substring($0)) }.joined(separator: "/")
        )
    }

    /// What follows the canonical base, where no slash is too many: how nearly every request comes.
    private static func plainResource(of path: String) -> String? {
        guard path.utf8.starts(with: canonicalWithSlash.utf8) else { return nil }
        let resource = path.utf8.dropFirst(canonical.utf8.count)
        let slash = UInt8(ascii: "/")
        guard resource.last != slash, !zip(resource, resource.dropFirst()).contains(where: { $0 == (slash, slash) })
        else { return nil }
        return String(resource)
    }

    private static func segments(of path: String) -> [Substring.UTF8View] {
        path.utf8.split(separator: UInt8(ascii: "/"))
    }

    private static let canonicalWithSlash = canonical + "/"
}
