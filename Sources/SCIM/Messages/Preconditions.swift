/// What a request demands of the version of a resource: `If-Match` and `If-None-Match` (RFC 7644 section 3.14).
public struct Preconditions: Sendable, Hashable {
    /// What follows for a request.
    public enum Decision: Sendable, Hashable {
        /// Do what was asked.
        case proceed
        /// Answer 304: the client has this version already.
        case notModified
        /// Answer 412: the resource is not as the client expects it.
        case failed
    }

    private enum Demand: Hashable {
        case anyVersion
        case oneOf([EntityTag])
        case unreadable
    }

    private let match: Demand?
    private let noneMatch: Demand?

    /// No demands: whatever the version is.
    public static let none = Preconditions(ifMatch: nil, ifNoneMatch: nil)

    /// Reads the two headers; nil when a header is not there.
    public init(ifMatch: String?, ifNoneMatch: String?) {
        match = ifMatch.map(Self.demand)
        noneMatch = ifNoneMatch.map(Self.demand)
    }

    /// Whether the request has neither header, so that there is nothing to decide.
    public var isEmpty: Bool { match == nil && noneMatch == nil }

    /// Decides for the version that the resource has now.
    ///
    /// `If-Match` is compared weakly. RFC 9110 section 13.1.1 wants a strong comparison, which a weak tag never
    /// passes; but RFC 7644 gives out weak tags and sends them back in `If-Match`, so they have to count. An `If-Match`
    /// that cannot be read fails, because what it guards must not happen by mistake; such an `If-None-Match` is ignored.
    ///
    /// `If-Match` guards what a client can change: a person's groups, which change with the groups, do not matter to it.
    /// `If-None-Match` asks whether anything that is shown is new.
    ///
    /// - Parameters:
    ///   - current: The tag of the resource, nil when there is no resource.
    ///   - isRead: Whether the request is a GET or HEAD, which answers 304 where others answer 412.
    public func decision(current: EntityTag?, isRead: Bool) -> Decision {
        if let match, !isMet(match, by: current, EntityTag.guardsSame) { return .failed }
        guard let noneMatch, isMet(noneMatch, by: current, EntityTag.matchesWeakly) else { return .proceed }
        return isRead ? .notModified : .failed
    }

    private func isMet(
        _ demand: Demand, by current: EntityTag?, _ isSame: (EntityTag) -> (EntityTag) -> Bool
    ) -> Bool {
        guard let current else { return false }
        switch demand {
        case .anyVersion: return true
        case .oneOf(let tags): return tags.contains { isSame($0)(current) }
        case .unreadable: return false
        }
    }

    private static func demand(_ header: String) -> Demand {
        let text = header.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard text != Array("*".utf8) else { return .anyVersion }
        var reader = EntityTagReader(header)
        return reader.readList().map(Demand.oneOf) ?? .unreadable
    }
}
