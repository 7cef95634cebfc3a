/// The version of a resource as a header and as `meta.version` (RFC 7644 section 3.14, RFC 9110 section 8.8.3).
///
/// The tags of this service are weak: they say that a resource is the same, not that its bytes are.
public struct EntityTag: Sendable, Hashable {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether the tag begins with `W/`.
    public let isWeak: Bool

    /// The tag of a version of a resource.
    ///
    /// - Parameter groupingVersion: How often the groups that a person shows have changed; 0 for somebody who was never
    ///   in one, and for everything else. It stands behind a point.
    public init(version: Int64, groupingVersion: Int64 = 0) {
        opaque = groupingVersion == 0 ? String(version) : "\(version).\(groupingVersion)"
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

    /// Whether both stand for the same state of what clients can change. What is shown beside that, the groups of a
    /// person, does not matter.
    public func guardsSame(as other: EntityTag) -> Bool {
        guarded.elementsEqual(other.guarded)
    }

    private var guarded: Substring.UTF8View { opaque.utf8.prefix { $0 != UInt8(ascii: ".") } }

    /// Whether both stand for the same bytes: the same version and neither is weak (strong comparison).
    public func matchesStrongly(_ other: EntityTag) -> Bool {
        matchesWeakly(other) && !isWeak && !other.isWeak
    }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as it stands in a header, for example `W/"7"`.
    public var description: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }
}
