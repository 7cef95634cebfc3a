public import Postgres

extension Effect {
    /// Carries out an effect and writes its receipt, in one statement.
    ///
    /// Where the person has come back or left again since, nothing is done and the receipt says `superseded`: the row of
    /// the person is share-locked, so that this cannot happen in between. A second time changes nothing and adds no
    /// receipt.
    public static func revokeKeys(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .revokeKeys, occasion,
            """
            UPDATE muster.keys k SET revoked_at = clock_timestamp() FROM person
             WHERE k.user_id = person.id AND k.revoked_at IS NULL RETURNING k.id
            """)
    }

    /// Ends the person's sessions, as ``revokeKeys(_:)`` does with keys.
    public static func endSessions(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .endSessions, occasion,
            """
            UPDATE muster.sessions s SET ended_at = clock_timestamp() FROM person
             WHERE s.user_id = person.id AND s.ended_at IS NULL RETURNING s.id
            """)
    }

    /// Marks the person's membership as deleted, as ``revokeKeys(_:)`` does with keys.
    public static func softDeleteMembership(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .softDeleteMembership, occasion,
            """
            UPDATE muster.memberships m SET deleted_at = clock_timestamp() FROM person
             WHERE m.user_id = person.id AND m.deleted_at IS NULL RETURNING m.user_id
            """)
    }

    /// Writes the receipt of `notify` where nobody is to be told.
    public static func recordNotification(_ occasion: Occasion, isSuperseded: Bool) -> Query<Void> {
        Query(
            SQL(
                "effects.notify",
                """
                INSERT INTO muster.receipts (user_id, generation, effect, state, count, attempt, job_id)
                SELECT $1, $2, 'notify', CASE WHEN $3 THEN 'superseded' ELSE 'done' END, 0, $4, $5
                ON CONFLICT DO NOTHING
                """),
            [
                .uuid(occasion.user), .integer(occasion.generation), .bool(isSuperseded), .integer(occasion.attempt),
                .integer(occasion.job),
            ])
    }

    private static func carryOut(_ effect: Effect, _ occasion: Occasion, _ change: String) -> Query<Void> {
        Query(
            SQL(
                "effects.\(effect.rawValue)",
                """
                WITH person AS (
                    SELECT id FROM muster.users WHERE id = $1 AND generation = $2 FOR SHARE
                ), changed AS (
                    \(change)
                )
                INSERT INTO muster.receipts (user_id, generation, effect, state, count, attempt, job_id)
                SELECT $1, $2, '\(effect.rawValue)',
                       CASE WHEN EXISTS (SELECT FROM person) THEN 'done' ELSE 'superseded' END,
                       (SELECT count(*) FROM changed), $3, $4
                ON CONFLICT DO NOTHING
                """),
            [
                .uuid(occasion.user), .integer(occasion.generation), .integer(occasion.attempt),
                .integer(occasion.job),
            ])
    }
}
