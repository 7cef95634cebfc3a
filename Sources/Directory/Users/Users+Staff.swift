public import FoundationEssentials
public import Postgres

// What staff and the worker do with people.

extension Users {
    /// Notes that somebody pending has finished setting up. False if they are not pending.
    public static func completeSetUp(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "users.complete_set_up",
                """
                UPDATE muster.users
                   SET status = 'active', set_up_at = now(), version = version + 1,
                       updated_at = date_trunc('milliseconds', now())
                 WHERE id = $1 AND status = 'pending' AND deleted_at IS NULL
                """),
            [.uuid(id)]
        ) { $0.affected == 1 }
    }

    /// Replaces the personal data of somebody deactivated; identifier, audit trail and receipts stay. False if there is
    /// no such person, they still have access, they are anonymised already, or a hold takes in their leaving.
    ///
    /// - Parameter generation: only if they have not left again since this one; nil for whichever it is.
    public static func anonymise(_ id: UUID, generation: Int64? = nil) -> Query<Bool> {
        .one(
            SQL(
                "users.anonymise",
                """
                WITH person AS (
                    UPDATE muster.users
                       SET user_name = 'anonymised-' || id, user_name_key = 'anonymised-' || id,
                           display_name_key = NULL,
                           document = '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"anonymised-'
                               || id || '"}',
                           keys = jsonb_build_object('username', 'anonymised-' || id), anonymised_at = now(),
                           version = version + 1, updated_at = date_trunc('milliseconds', now())
                     WHERE id = $1 AND status = 'deactivated' AND anonymised_at IS NULL
                       AND generation = coalesce($2::bigint, generation) AND muster.hold_on(id) IS NULL
                    RETURNING id
                ), unaddressed AS (
                    DELETE FROM muster.user_emails e USING person WHERE e.user_id = person.id
                ), unnamed AS (
                    DELETE FROM muster.user_external_ids x USING person WHERE x.user_id = person.id
                )
                SELECT count(*) = 1 FROM person
                """),
            [.uuid(id), generation.map(Value.integer) ?? .null]
        ) { try $0.decode(0) }
    }
}
