public import FoundationEssentials
internal import JSON
public import Postgres
public import SCIM

/// A person to be added, by whatever door.
public struct PersonCreation: Sendable {
    /// The identifier of the person.
    public let id = UUID.version7()
    /// `pending`, or `deactivated` where whoever made them said so.
    public let status: UserStatus
    /// What is stored.
    public let content: UserContent

    /// - Throws: a 413 where the person would be larger than may be stored.
    public init(_ resource: Resource) throws(SCIMError) {
        status = resource.attributes["active"] == .bool(false) ? .deactivated : .pending
        content = try UserContent(of: resource)
    }

    /// Adds the person; see ``Users/insert(_:_:status:)`` for what it fails with.
    public var insertion: Query<ChangeStamp> { Users.insert(id, content, status: status) }

    /// The event that tells it.
    public func event(by actor: Actor) -> Query<Void> {
        Events.insert(.userCreated, subject: id, by: actor, data: ["status": .string(status.rawValue)])
    }

    /// The person once added.
    public func person(_ stamp: ChangeStamp) -> User {
        User(id: id, status: status, content: content, stamp: stamp)
    }
}
