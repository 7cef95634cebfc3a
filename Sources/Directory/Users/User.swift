public import FoundationEssentials

/// A person in the bound tenant, as stored.
public struct User: Sendable {
    /// The identifier; opaque to identity providers.
    public let id: UUID
    /// Where the person is in their life.
    public let status: UserStatus
    /// Raised by every change of what is known of the person.
    public let version: Int64
    /// When the person was provisioned.
    public let createdAt: Timestamp
    /// When what is known of the person was last changed.
    let ownUpdatedAt: Timestamp
    /// What the identity provider sent, in canonical form: one JSON object in UTF-8, without what columns hold.
    public let document: [UInt8]
    /// The name that the asking connection has for the person.
    public let externalID: String?
    /// What the person shows of their groups; nil for somebody who was never in one.
    let grouping: UserGrouping?

    init(
        id: UUID, status: UserStatus, version: Int64, createdAt: Timestamp, updatedAt: Timestamp, document: [UInt8],
        externalID: String?, grouping: UserGrouping?
    ) {
        self.id = id
        self.status = status
        self.version = version
        self.createdAt = createdAt
        ownUpdatedAt = updatedAt
        self.document = document
        self.externalID = externalID
        self.grouping = grouping
    }
}

extension User {
    /// When anything that the person shows was last changed, the groups and their names included.
    public var updatedAt: Timestamp { grouping?.updatedAt ?? ownUpdatedAt }

    /// How often the person's groups, or the names of these, have changed; with ``version`` the entity tag.
    public var groupingVersion: Int64 { grouping?.version ?? 0 }

    /// The person's groups as a JSON array in UTF-8; nil where there are none or they were not asked for.
    public var groups: [UInt8]? { grouping?.groups }

    /// Whether the groups were asked for, and are more than an answer may hold.
    public var hasTooManyGroups: Bool { grouping?.hasTooManyGroups ?? false }
}

extension User {
    /// Somebody who has just been added.
    public init(id: UUID, status: UserStatus, content: UserContent, stamp: ChangeStamp) {
        self.init(
            id: id, status: status, version: stamp.version, createdAt: stamp.updatedAt, updatedAt: stamp.updatedAt,
            document: content.document, externalID: content.externalID, grouping: nil)
    }

    /// The person after a change.
    public func changed(to content: UserContent, _ transition: UserTransition, _ stamp: ChangeStamp) -> User {
        User(
            id: id, status: transition.status(from: status), version: stamp.version, createdAt: createdAt,
            updatedAt: stamp.updatedAt, document: content.document, externalID: content.externalID,
            grouping: stamp.grouping)
    }

    /// The person after a move in their life that changed nothing else.
    public func moved(by transition: UserTransition, _ stamp: ChangeStamp) -> User {
        User(
            id: id, status: transition.status(from: status), version: stamp.version, createdAt: createdAt,
            updatedAt: stamp.updatedAt, document: document, externalID: externalID, grouping: stamp.grouping)
    }
}
