public import FoundationEssentials

/// A person in the bound tenant, as stored.
public struct User: Sendable {
    /// The identifier; opaque to identity providers.
    public let id: UUID
    /// Where the person is in their life.
    public let status: UserStatus
    /// Raised by every change; the entity tag.
    public let version: Int64
    /// When the person was provisioned.
    public let createdAt: Timestamp
    /// When anything was last changed.
    public let updatedAt: Timestamp
    /// What the identity provider sent, in canonical form: one JSON object in UTF-8, without what columns hold.
    public let document: [UInt8]
    /// The name that the asking connection has for the person.
    public let externalID: String?
    /// The person's groups as a JSON array in UTF-8; nil where there are none or they were not asked for.
    public let groups: [UInt8]?
    /// Whether the groups were asked for, and are more than an answer may hold.
    public let hasTooManyGroups: Bool
}

extension User {
    /// Somebody who has just been added.
    public init(id: UUID, status: UserStatus, content: UserContent, stamp: ChangeStamp) {
        self.init(
            id: id, status: status, version: stamp.version, createdAt: stamp.updatedAt, updatedAt: stamp.updatedAt,
            document: content.document, externalID: content.externalID, groups: nil, hasTooManyGroups: false)
    }

    /// The person after a change.
    public func changed(to content: UserContent, _ transition: UserTransition, _ stamp: ChangeStamp) -> User {
        User(
            id: id, status: transition.status(from: status), version: stamp.version, createdAt: createdAt,
            updatedAt: stamp.updatedAt, document: content.document, externalID: content.externalID, groups: groups,
            hasTooManyGroups: hasTooManyGroups)
    }

    /// The person after a move in their life that changed nothing else.
    public func moved(by transition: UserTransition, _ stamp: ChangeStamp) -> User {
        User(
            id: id, status: transition.status(from: status), version: stamp.version, createdAt: createdAt,
            updatedAt: stamp.updatedAt, document: document, externalID: externalID, groups: groups,
            hasTooManyGroups: hasTooManyGroups)
    }
}
