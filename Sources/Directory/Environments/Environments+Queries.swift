public import FoundationEssentials
public import Postgres

/// The environments of the bound tenant.
public enum Environments {
    /// Adds an environment. 23505 on `environments_name_key` where the name is taken.
    public static func insert(name: String) -> Query<Environment> {
        .one(
            SQL("environments.insert", "INSERT INTO muster.environments (name) VALUES ($1) RETURNING id, name, '{}'"),
            [.text(name)], decode: environment)
    }

    /// All environments, by name.
    public static func all() -> Query<[Environment]> {
        .all(
            SQL(
                "environments.all",
                """
                SELECT e.id, e.name,
                       (SELECT array_agg(g.group_id ORDER BY g.group_id) FROM muster.group_environments g
                         WHERE g.environment_id = e.id)
                  FROM muster.environments e ORDER BY e.name
                """),
            [], decode: environment)
    }

    /// Whether a person may hold keys for an environment: everybody may, unless it belongs to groups.
    public static func isOpen(_ environment: UUID, to user: UUID) -> Query<Bool> {
        .one(
            SQL(
                "environments.is_open",
                """
                SELECT NOT EXISTS (SELECT FROM muster.group_environments ge WHERE ge.environment_id = $1)
                    OR EXISTS (SELECT FROM muster.group_environments ge
                                 JOIN muster.group_members gm ON gm.group_id = ge.group_id
                                WHERE ge.environment_id = $1 AND gm.user_id = $2)
                """),
            [.uuid(environment), .uuid(user)]
        ) { try $0.decode(0) }
    }

    /// Leaves an environment to the members of a group, and of those that have it already. False if this one has it.
    public static func assign(_ environment: UUID, to group: UUID) -> Query<Bool> {
        Query(
            SQL(
                "environments.assign",
                """
                INSERT INTO muster.group_environments (environment_id, group_id) VALUES ($1, $2)
                ON CONFLICT DO NOTHING
                """),
            [.uuid(environment), .uuid(group)]
        ) { $0.affected == 1 }
    }

    /// Takes an environment from a group. False if that does not have it.
    public static func unassign(_ environment: UUID, from group: UUID) -> Query<Bool> {
        Query(
            SQL(
                "environments.unassign",
                "DELETE FROM muster.group_environments WHERE environment_id = $1 AND group_id = $2"),
            [.uuid(environment), .uuid(group)]
        ) { $0.affected == 1 }
    }

    private static func environment(_ row: Row) throws -> Environment {
        let groups = try row.decode(2, as: String?.self) ?? ""
        return Environment(
            id: try row.decode(0), name: try row.decode(1),
            groups: groups.split(whereSeparator: "{},".contains).compactMap { UUID(uuidString: String($0)) })
    }
}
