public import Postgres

/// Takes a person out of sight, by whatever door; what follows is what follows from leaving.
public struct PersonRemoval: Sendable {
    /// The person, whose row the transaction holds, and whose groups it locked before (``Groups/lockAll(of:)``).
    public let before: LockedUser

    /// The removal of somebody.
    public init(of locked: LockedUser) {
        before = locked
    }

    /// Why it must not be, or nil where nothing speaks against it.
    public var refusal: PersonRefusal? { before.refusalToLeave }

    /// All that has to be told to the database, at the end of the transaction.
    public func statements(by actor: Actor) -> [Query<Void>] {
        let id = before.user.id
        return [
            Offboardings.begin(before, isDeletion: true, by: actor), Users.delete(id, by: actor),
            Events.insert(.userDeleted, subject: id, by: actor),
        ]
    }
}
