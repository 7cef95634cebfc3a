public import Postgres

// Each effect by itself, for people whose effects could not be carried out together with those of others.

extension Effect {
    /// Carries out an effect and notes it as the proof, in one statement.
    ///
    /// Where the person has come back or left again since, nothing is done and the proof says `superseded`: the row of the
    /// person is share-locked, so that this cannot happen in between. A second time changes nothing.
    public static func revokeKeys(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .revokeKeys, occasion,
            """
            UPDATE muster.keys k SET revoked_at = clock_timestamp(), revoked_by_generation = $2 FROM person
             WHERE k.user_id = person.id AND k.revoked_at IS NULL RETURNING k.id
            """, notedIn: "keys_revoked_at", counted: "keys_revoked")
    }

    /// Ends the person's sessions, as ``revokeKeys(_:)`` does with keys.
    public static func endSessions(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .endSessions, occasion,
            """
            UPDATE muster.sessions s SET ended_at = clock_timestamp(), ended_by_generation = $2 FROM person
             WHERE s.user_id = person.id AND s.ended_at IS NULL RETURNING s.id
            """, notedIn: "sessions_ended_at", counted: "sessions_ended")
    }

    /// Marks the person's membership as deleted, as ``revokeKeys(_:)`` does with keys.
    public static func softDeleteMembership(_ occasion: Occasion) -> Query<Void> {
        carryOut(
            .softDeleteMembership, occasion,
            """
            UPDATE muster.memberships m SET deleted_at = clock_timestamp(), deleted_by_generation = $2 FROM person
             WHERE m.user_id = person.id AND m.deleted_at IS NULL RETURNING m.user_id
            """, notedIn: "membership_deleted_at", counted: "memberships_deleted")
    }

    private static func carryOut(
        _ effect: Effect, _ occasion: Occasion, _ change: String, notedIn moment: String, counted count: String
    ) -> Query<Void> {
        Query(
            SQL(
                "effects.\(effect.rawValue)",
                """
                WITH person AS (
                    SELECT id FROM muster.users WHERE id = $1 AND generation = $2 FOR SHARE
                ), changed AS (
                    \(change)
                )
                UPDATE muster.offboardings o
                   SET \(moment) = CASE WHEN EXISTS (SELECT FROM person) THEN coalesce(o.\(moment), clock_timestamp())
                                        ELSE o.\(moment) END,
                       \(count) = o.\(count) + (SELECT count(*) FROM changed),
                       superseded_at = CASE WHEN EXISTS (SELECT FROM person) THEN o.superseded_at
                                            ELSE coalesce(o.superseded_at, clock_timestamp()) END,
                       attempts = greatest(o.attempts, $3::integer)
                 WHERE o.user_id = $1 AND o.generation = $2
                """),
            [.uuid(occasion.user), .integer(occasion.generation), .integer(occasion.attempt)])
    }
}
