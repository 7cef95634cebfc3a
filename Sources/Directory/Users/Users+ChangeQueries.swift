public import FoundationEssentials
public import Postgres

extension Users {
    /// Adds a person with membership (role `Blank`), addresses and external id, in one statement.
    ///
    /// 23505 on `users_user_name_key` where the name is taken, and on `user_external_ids_external_id_key` where the
    /// connection calls somebody else so.
    public static func insert(_ id: UUID, _ content: UserContent, status: UserStatus) -> Query<ChangeStamp> {
        .one(
            insertSQL,
            [
                .uuid(id), .text(content.userName), .text(content.userNameKey),
                content.displayNameKey.map(Value.text) ?? .null, .text(status.rawValue),
                .json(bytes: content.document), .json(bytes: content.keys), .textArray(content.emailKeys),
                content.externalID.map(Value.text) ?? .null,
            ]
        ) { try ChangeStamp($0) }
    }

    /// Replaces what is known of a person, if that is said, and moves them in their life, in one statement.
    ///
    /// The addresses, the external id and the keys of attributes are touched only where they differ. 23505 as for
    /// ``insert(_:_:status:)``.
    ///
    /// - Parameters:
    ///   - keys: the members of the stored keys that those of the content stand in for.
    ///   - groupsBase: the base URL for references to groups.
    public static func update(
        _ id: UUID, _ content: UserContent?, transition: UserTransition, from status: UserStatus,
        replacingEmails: Bool, replacingExternalID: Bool, replacingKeys keys: [String], groupsBase: String
    ) -> Query<ChangeStamp> {
        .one(
            updateSQL,
            [
                .uuid(id), (content?.userName).map(Value.text) ?? .null,
                (content?.userNameKey).map(Value.text) ?? .null, (content?.displayNameKey).map(Value.text) ?? .null,
                .text(transition.status(from: status).rawValue),
                (content?.document).map(Value.json(bytes:)) ?? .null, (content?.keys).map(Value.json(bytes:)) ?? .null,
                .textArray(content?.emailKeys ?? []), (content?.externalID).map(Value.text) ?? .null,
                .bool(transition != .none), .bool(replacingEmails),
                .bool(replacingExternalID), .textArray(keys), .text(groupsBase),
            ], decode: ChangeStamp.init(withGrouping:))
    }

    /// Takes a person out of sight: deactivated, out of every group, name free again. The rows stay for the audit, and
    /// so that a deletion that was a mistake can be undone. An event tells it of each group.
    ///
    /// The person's groups have to be locked before; see ``Groups/lockAll(of:)``.
    public static func delete(_ id: UUID, by actor: Actor) -> Query<Void> {
        Query(
            SQL(
                "users.delete",
                """
                WITH gone AS (
                    UPDATE muster.users
                       SET deleted_at = now(), status = 'deactivated', deactivated_at = coalesce(deactivated_at, now()),
                           access_epoch = clock_timestamp(), generation = generation + 1, version = version + 1,
                           updated_at = date_trunc('milliseconds', now())
                     WHERE id = $1 AND deleted_at IS NULL RETURNING id
                ), left_groups AS (
                    DELETE FROM muster.group_members m USING gone WHERE m.user_id = gone.id RETURNING m.group_id
                ), told AS (
                    INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data)
                    SELECT 'group.members_changed', $2, coalesce($3, muster.current_connection()::text), 'group',
                           group_id, $4, jsonb_build_object('added', '[]'::jsonb, 'removed', jsonb_build_array($1))
                      FROM left_groups
                )
                UPDATE muster.groups g SET version = version + 1, updated_at = date_trunc('milliseconds', now())
                  FROM left_groups WHERE g.id = left_groups.group_id
                """),
            [
                .uuid(id), .text(actor.kind.rawValue), actor.id.map(Value.text) ?? .null,
                actor.requestID.map(Value.text) ?? .null,
            ])
    }

    private static let insertSQL = SQL(
        "users.insert",
        """
        WITH added AS (
            INSERT INTO muster.users
                   (id, user_name, user_name_key, display_name_key, status, document, keys, deactivated_at)
            VALUES ($1, $2, $3, $4, $5::text, $6, $7, CASE $5::text WHEN 'deactivated' THEN now() END)
            RETURNING id, version, updated_at
        ), joined AS (
            INSERT INTO muster.memberships (user_id) VALUES ($1)
        ), addressed AS (
            INSERT INTO muster.user_emails (user_id, value_key) SELECT $1, unnest($8::text[])
        ), named AS (
            INSERT INTO muster.user_external_ids (user_id, external_id) SELECT $1, $9 WHERE $9::text IS NOT NULL
        )
        SELECT version, updated_at FROM added
        """)

    private static let updateSQL = SQL(
        "users.update",
        """
        WITH changed AS (
            UPDATE muster.users
               SET user_name = coalesce($2, user_name), user_name_key = coalesce($3, user_name_key),
                   display_name_key = CASE WHEN $6::text IS NULL THEN display_name_key ELSE $4 END, status = $5::text,
                   document = coalesce($6::text, document),
                   keys = CASE WHEN cardinality($13::text[]) = 0 THEN keys ELSE keys - $13::text[] || $7::jsonb END,
                   version = version + 1, updated_at = date_trunc('milliseconds', now()),
                   deactivated_at = CASE $5::text WHEN 'deactivated' THEN coalesce(deactivated_at, now()) END,
                   generation = generation + $10::boolean::integer,
                   access_epoch = CASE WHEN $10 AND $5::text = 'deactivated' THEN clock_timestamp() ELSE access_epoch END,
                   anonymised_at = CASE WHEN $6::text IS NULL THEN anonymised_at END
             WHERE id = $1 AND deleted_at IS NULL RETURNING id, version, updated_at
        ), unaddressed AS (
            DELETE FROM muster.user_emails WHERE $11::boolean AND user_id = $1 AND value_key <> ALL ($8::text[])
        ), addressed AS (
            INSERT INTO muster.user_emails (user_id, value_key) SELECT $1, unnest($8::text[]) WHERE $11::boolean
            ON CONFLICT DO NOTHING
        ), unnamed AS (
            DELETE FROM muster.user_external_ids
             WHERE $12::boolean AND user_id = $1 AND connection_id = (SELECT muster.current_connection())
               AND $9::text IS NULL
        ), named AS (
            INSERT INTO muster.user_external_ids (user_id, external_id) SELECT $1, $9 WHERE $12 AND $9 IS NOT NULL
            ON CONFLICT (tenant_id, user_id, connection_id) DO UPDATE SET external_id = excluded.external_id
        )
        SELECT u.version, u.updated_at, \(UserGrouping.columnOfOne(base: "$14", limit: "\(maximumGroupsBytes)"))
          FROM changed u
        """)
}
