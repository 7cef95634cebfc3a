internal import HTTPServer
internal import JSON

/// How large the body of a request may be, told by its method and path before anything of it is read.
///
/// A group comes with all its members, and a client sends back what it was shown: 10,000 members with three values each
/// are some 2 MB.
enum BodyLimits {
    /// Bytes of a body.
    static let bytes = 1 << 20
    /// Values in a body.
    static let values = 20_000
    /// Bytes of a body with a group, or with many operations.
    static let bytesOfGroup = 4 << 20
    /// Values in a body with a group, or with many operations.
    static let valuesOfGroup = 100_000

    /// How many bytes the body of a request may have.
    static func bytes(for request: Request) -> Int {
        isLarge(request) ? bytesOfGroup : bytes
    }

    /// The limits by which the body of a request is read.
    static func json(for request: Request) -> JSON.Limits {
        isLarge(request)
            ? JSON.Limits(maximumBytes: bytesOfGroup, maximumValues: valuesOfGroup)
            : JSON.Limits(maximumBytes: bytes, maximumValues: values)
    }

    private static func isLarge(_ request: Request) -> Bool {
        guard [.post, .put, .patch].contains(request.method), let resource = BasePath.split(request.path)?.resource
        else { return false }
        let segments = resource.utf8.split(separator: UInt8(ascii: "/"))
        guard let first = segments.first else { return false }
        if first.elementsEqual("Groups".utf8) { return !(segments.last?.elementsEqual(".search".utf8) ?? false) }
        return first.elementsEqual("Bulk".utf8) && segments.count == 1
    }
}
