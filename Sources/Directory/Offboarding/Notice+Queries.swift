public import FoundationEssentials
public import Postgres

extension Notice {
    /// What is to be told about one generation of a person of the bound tenant.
    public static func find(user: UUID, generation: Int64) -> Query<Notice> {
        .one(
            SQL(
                "notices.find",
                """
                SELECT t.instance_number,
                       NOT EXISTS (SELECT FROM muster.users u WHERE u.id = $1 AND u.generation = $2),
                       (SELECT o.is_deletion FROM muster.offboardings o WHERE o.user_id = $1 AND o.generation = $2)
                  FROM muster.tenants t WHERE t.id = muster.current_tenant()
                """),
            [.uuid(user), .integer(generation)]
        ) { row in
            let kind: EventKind =
                switch try row.decode(2, as: Bool?.self) {
                case true?: .userDeleted
                case false?: .userDeactivated
                case nil: .userReactivated
                }
            return Notice(instance: try row.decode(0), isSuperseded: try row.decode(1), kind: kind)
        }
    }
}
