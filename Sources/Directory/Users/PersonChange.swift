internal import JSON
public import Postgres
public import SCIM

/// What becomes of a person: worked out without the database, and told to it in one piece, consequences and events
/// included. Every door goes through it.
public struct PersonChange: Sendable {
    /// The person before, whose row the transaction holds.
    public let before: LockedUser
    /// What is stored afterwards, with the keys of what differs; nil where only access changes.
    public let content: UserContent?
    /// The paths of the attributes that differ, in the order of the schemas.
    public let changed: [String]
    /// Where the person goes in their life.
    public let transition: UserTransition

    /// The members of the stored keys that differ.
    private let keys: Set<String>

    /// Compares the stored person with what somebody makes of it; nil where nothing differs.
    ///
    /// - Throws: a 413 where the person would be larger than may be stored, and what `transform` throws.
    public init?(of locked: LockedUser, _ transform: (Resource) throws -> Resource) throws {
        let stored = try locked.user.resource()
        var wanted = try transform(stored)
        // Unassigning `active` is no wish to end access: only `false` is.
        wanted.attributes["active"] = wanted.attributes["active"] ?? stored.attributes["active"]
        let attributes = wanted.changes(comparedTo: stored)
        guard !attributes.isEmpty else { return nil }
        before = locked
        keys = Set(attributes.compactMap(\.keyPath.first))
        content = try UserContent(of: wanted, keysOfOnly: keys)
        changed = attributes.map(\.path)
        transition = locked.transition(toActive: wanted.attributes["active"] != .bool(false))
    }

    /// Gives or ends access, and nothing else: whatever the document has become, it is not read for that. Nil where it
    /// is so already.
    public init?(of locked: LockedUser, toActive isWanted: Bool) {
        transition = locked.transition(toActive: isWanted)
        guard transition != .none else { return nil }
        before = locked
        content = nil
        changed = ["active"]
        keys = []
    }

    /// Why it must not be, or nil where nothing speaks against it.
    public var refusal: PersonRefusal? {
        switch transition {
        case .none: nil
        case .deactivate: before.refusalToLeave
        case .reactivate: before.isAnonymised && !changed.contains("userName") ? .anonymous : nil
        }
    }

    /// All that has to be told to the database, at the end of the transaction that holds the person: the first says how
    /// the person stands then.
    ///
    /// - Parameter groupsBase: the base URL for references to groups.
    public func statements(
        by actor: Actor, groupsBase: String
    ) -> (change: Query<ChangeStamp>, consequences: [Query<Void>]) {
        let update = Users.update(
            before.user.id, content, transition: transition, from: before.user.status,
            replacingEmails: changed.contains("emails"), replacingExternalID: changed.contains("externalId"),
            replacingKeys: Array(keys), groupsBase: groupsBase)
        let event = Events.insert(
            transition.event ?? .userUpdated, subject: before.user.id, by: actor,
            data: ["changed": .array(changed.map(JSON.string))])
        let consequences: [Query<Void>] =
            switch transition {
            case .none: []
            case .deactivate: [Offboardings.begin(before, isDeletion: false, by: actor)]
            case .reactivate: Offboardings.beginReturn(before)
            }
        return (update, consequences + [event])
    }

    /// The person afterwards.
    public func after(_ stamp: ChangeStamp) -> User {
        content.map { before.user.changed(to: $0, transition, stamp) } ?? before.user.moved(by: transition, stamp)
    }
}
