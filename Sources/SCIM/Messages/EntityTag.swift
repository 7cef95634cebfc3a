/// The version of a resource as a header and as `meta.version` (RFC 7644 section 3.14, RFC 9110 section 8.8.3).
///
/// The tags of this service are weak: they say that a resource is the same, not that its bytes are.
public struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether the tag begins with `W/`.
    public let isWeak: Bool

    /// The tag of a version of a resource.
    public init(version: Int64) {
        opaque = String(version)
        isWeak = true
    }

    init(opaque: String, isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Reads one tag, such as `W/"7"` or `"7"`; nil for anything else.
    public init?(parsing text: String) {
        var reader = EntityTagReader(text)
        guard let tag = reader.readTag(), reader.isAtEnd else { return nil }
        self = tag
    }

    /// Whether both stand for the same version, weak or not (RFC 9110 section 8.8.3.2, weak comparison).
    public func matchesWeakly(_ other: EntityTag) -> Bool {
        opaque.utf8.elementsEqual(other.opaque.utf8)
    }

    /// Whether both stand for the same bytes: the same version and neither is weak (strong comparison).
    public func matchesStrongly(_ other: EntityTag) -> Bool {
        matchesWeakly(other) && !isWeak && !other.isWeak
    }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as it stands in a header, for example `W/"7"`.
    public var description: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }
}
