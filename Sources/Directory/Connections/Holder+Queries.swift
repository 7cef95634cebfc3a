public import Postgres

extension Holder.Maker: PostgresDecodable {}

extension Holder {
    /// The person who has a name, normalised.
    public static func ofUserName(_ key: String) -> Query<Holder?> {
        find(
            "users",
            """
            SELECT u.id, \(maker("u")) FROM muster.users u WHERE u.user_name_key = $1 AND u.deleted_at IS NULL
            """, key)
    }

    /// The group that has a name, normalised.
    public static func ofDisplayName(_ key: String) -> Query<Holder?> {
        find("groups", "SELECT g.id, \(maker("g")) FROM muster.groups g WHERE g.display_name_key = $1", key)
    }

    /// The person whom the asking connection calls so.
    public static func ofUserExternalID(_ externalID: String) -> Query<Holder?> {
        find(
            "user_external_ids",
            """
            SELECT u.id, \(maker("u")) FROM muster.user_external_ids x
              JOIN muster.users u ON u.tenant_id = x.tenant_id AND u.id = x.user_id
             WHERE x.connection_id = (SELECT muster.current_connection()) AND x.external_id = $1 AND NOT x.is_released
            """, externalID)
    }

    /// The group that the asking connection calls so.
    public static func ofGroupExternalID(_ externalID: String) -> Query<Holder?> {
        find(
            "group_external_ids",
            """
            SELECT g.id, \(maker("g")) FROM muster.group_external_ids x
              JOIN muster.groups g ON g.tenant_id = x.tenant_id AND g.id = x.group_id
             WHERE x.connection_id = (SELECT muster.current_connection()) AND x.external_id = $1
            """, externalID)
    }

    private static func find(_ name: String, _ text: String, _ value: String) -> Query<Holder?> {
        .optional(SQL("holder.of[\(name)]", text), [.text(value)]) { row in
            Holder(id: try row.decode(0), maker: try row.decode(1))
        }
    }

    private static func maker(_ row: String) -> String {
        """
        CASE WHEN \(row).connection_id IS NULL THEN 'hand'
             WHEN \(row).connection_id = (SELECT muster.current_connection()) THEN 'this' ELSE 'another' END
        """
    }
}
