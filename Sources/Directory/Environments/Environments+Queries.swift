public import FoundationEssentials
public import Postgres

/// The environments of the bound tenant.
public enum Environments {
    /// Adds an environment. 23505 on `environments_name_key` where the name is taken.
    public static func insert(name: String) -> Query<Environment> {
        .one(
            SQL(
                "environments.insert",
                "INSERT INTO muster.environments (name) VALUES ($1) RETURNING id, name, '{}', false"),
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
                         WHERE g.environment_id = e.id), e.is_restricted
                  FROM muster.environments e ORDER BY e.name
                """),
            [], decode: environment)
    }

    /// Whether a person may hold keys for an environment: everybody may, unless it is restricted to groups.
    public static func isOpen(_ environment: UUID, to user: UUID) -> Query<Bool> {
        .one(
            SQL(
                "environments.is_open",
                """
                SELECT EXISTS (SELECT FROM muster.environments e WHERE e.id = $1 AND NOT e.is_restricted)
                    OR EXISTS (SELECT FROM muster.group_environments ge
                                 JOIN muster.group_members gm ON gm.group_id = ge.group_id
                                WHERE ge.environment_id = $1 AND gm.user_id = $2)
                """),
            [.uuid(environment), .uuid(user)]
        ) { try $0.decode(0) }
    }

    /// Leaves an environment to the members of a group, and of those that have it already. False if this one has it.
    /// From then on it is restricted.
    public static func assign(_ environment: UUID, to group: UUID) -> Query<Bool> {
        Query(
            SQL(
                "environments.assign",
                """
                WITH restricted AS (
                    UPDATE muster.environments SET is_restricted = true WHERE id = $1 AND NOT is_restricted
                )
                INSERT INTO muster.group_environments (environment_id, group_id) VALUES ($1, $2)
                ON CONFLICT DO NOTHING
                """),
            [.uuid(environment), .uuid(group)]
        ) { $0.affected == 1 }
    }

    /// Lets everybody in the tenant use an environment. False if they may already.
    public static func open(_ environment: UUID) -> Query<Bool> {
        Query(
            SQL(
                "environments.open",
                "UPDATE muster.environments SET is_restricted = false WHERE id = $1 AND is_restricted"),
            [.uuid(environment)]
        ) { $0.affected == 1 }
    }

    /// Takes a group's environments from it, before it is deleted, with an event for each. They stay restricted.
    public static func unassignAll(from group: UUID, by actor: Actor) -> Query<Void> {
        Query(
            SQL(
                "environments.unassign_all",
                """
                WITH gone AS (
                    DELETE FROM muster.group_environments WHERE group_id = $1 RETURNING environment_id
                )
                INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data)
                SELECT '\(EventKind.environmentUnassigned.rawValue)', $2,
                       coalesce($3, muster.current_connection()::text), 'environment', environment_id, $4,
                       jsonb_build_object('group', $1::text)
                  FROM gone ORDER BY environment_id
                """),
            [
                .uuid(group), .text(actor.kind.rawValue), actor.id.map(Value.text) ?? .null,
                actor.requestID.map(Value.text) ?? .null,
            ])
    }

    /// Takes an environment from a group, and leaves it restricted. False if that does not have it.
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
            id: try row.decode(0), name: try row.decode(1), isRestricted: try row.decode(3),
            groups: groups.split(whereSeparator: "{},".contains).compactMap { UUID(uuidString: String($0)) })
    }
}
