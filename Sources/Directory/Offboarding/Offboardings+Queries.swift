public import Postgres

/// What is promised when people of the bound tenant leave and come back.
public enum Offboardings {
    /// Promises the effects of somebody leaving, in the transaction that ends their access: one row, which is the worker's
    /// to find.
    ///
    /// What was still to be done from an earlier leaving is this one's from now on.
    ///
    /// - Parameters:
    ///   - person: as they were before the change.
    ///   - isDeletion: whether the SCIM resource goes too.
    public static func begin(_ person: LockedUser, isDeletion: Bool, by actor: Actor) -> Query<Void> {
        Query(
            SQL(
                "offboardings.begin",
                """
                WITH overtaken AS (
                    UPDATE muster.offboardings SET is_pending = false, superseded_at = clock_timestamp()
                     WHERE $3 = 'deactivated' AND user_id = $1 AND generation = $2::bigint - 1 AND is_pending
                )
                INSERT INTO muster.offboardings
                       (user_id, generation, status_before, access_epoch_before, is_deletion, request_id, groups_before)
                VALUES ($1, $2, $3, $4, $5, $6,
                        CASE WHEN $5 THEN ARRAY(SELECT group_id FROM muster.group_members WHERE user_id = $1)
                             ELSE '{}' END)
                """),
            [
                .uuid(person.user.id), .integer(person.generation + 1), .text(person.user.status.rawValue),
                .text(person.accessEpoch.text), .bool(isDeletion), actor.requestID.map(Value.text) ?? .null,
            ])
    }

    /// Lets somebody have back what the worker may have taken, in the transaction that lets them in again: the
    /// membership. Keys from before stay revoked. What had not been done yet is not done any more, and the product is told.
    ///
    /// In this order, each a statement of its own: a worker that is at the person's leaving is waited for, and what it did
    /// is seen by what comes after.
    public static func beginReturn(_ person: LockedUser) -> [Query<Void>] {
        let leaver = Value.uuid(person.user.id)
        return [
            Query(
                SQL(
                    "offboardings.supersede",
                    """
                    UPDATE muster.offboardings SET is_pending = false, superseded_at = clock_timestamp()
                     WHERE user_id = $1 AND generation = $2 AND is_pending
                    """),
                [leaver, .integer(person.generation)]),
            Query(
                SQL(
                    "offboardings.return",
                    """
                    WITH kept_out AS (
                        UPDATE muster.keys SET revoked_at = clock_timestamp()
                         WHERE user_id = $1 AND revoked_at IS NULL AND created_at < $2
                    )
                    UPDATE muster.memberships SET deleted_at = NULL, deleted_by_generation = NULL
                     WHERE user_id = $1 AND deleted_at IS NOT NULL
                    """),
                [leaver, .text(person.accessEpoch.text)]),
            Query(
                SQL(
                    "offboardings.tell_of_return",
                    "SELECT muster.tell_of_return(ARRAY[$1]::uuid[], ARRAY[$2]::bigint[])"),
                [leaver, .integer(person.generation + 1)]),
        ]
    }
}
