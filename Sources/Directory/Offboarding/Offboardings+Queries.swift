public import Postgres

/// What is promised when people of the bound tenant leave and come back.
public enum Offboardings {
    /// Promises the effects of somebody leaving, in the transaction that ends their access.
    ///
    /// Where too many people leave at once, the effects are held until staff approve or undo.
    ///
    /// - Parameters:
    ///   - person: as they were before the change.
    ///   - isDeletion: whether the SCIM resource goes too.
    public static func begin(_ person: LockedUser, isDeletion: Bool, by actor: Actor) -> Query<Void> {
        Query(
            SQL("offboardings.begin", "SELECT muster.begin_offboarding($1, $2, $3, $4, $5, $6)"),
            [
                .uuid(person.user.id), .integer(person.generation + 1), .text(person.user.status.rawValue),
                .text(person.accessEpoch.text), .bool(isDeletion), actor.requestID.map(Value.text) ?? .null,
            ])
    }

    /// Brings the membership back in the transaction that lets somebody in again, and has the operator told.
    public static func beginReturn(_ person: LockedUser) -> Query<Void> {
        Query(
            SQL("offboardings.begin_return", "SELECT muster.begin_return($1, $2)"),
            [.uuid(person.user.id), .integer(person.generation + 1)])
    }

    /// Puts people of all tenants in line whose tenant wants them anonymised by now.
    ///
    /// - Parameter limit: at most so many.
    /// - Returns: how many.
    public static func enqueueAnonymisations(limit: Int) -> Query<Int64> {
        .one(
            SQL("offboardings.enqueue_anonymisations", "SELECT muster.enqueue_anonymisations($1)"),
            [.integer(limit)]
        ) { try $0.decode(0) }
    }
}
