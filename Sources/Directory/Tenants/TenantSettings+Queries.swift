public import Postgres
internal import Time

extension TenantSettings {
    /// What holds for the bound tenant: its own choice, or else the default.
    public static func find() -> Query<TenantSettings> {
        .one(
            SQL(
                "tenant_settings.find",
                """
                SELECT coalesce(s.breaker_people, b.people), coalesce(s.breaker_percent, b.percent),
                       (extract(epoch FROM s.anonymise_after) * 1000)::bigint, t.requests_per_second,
                       coalesce(s.set_up, 'required')
                  FROM muster.tenants t
                 CROSS JOIN muster.usual_breaker() b
                  LEFT JOIN muster.tenant_settings s ON true
                 WHERE t.id = muster.current_tenant()
                """),
            []
        ) { row in
            TenantSettings(
                breakerPeople: try row.decode(0), breakerPercent: try row.decode(1),
                anonymiseAfter: try row.decode(2, as: Int64?.self).map { .milliseconds($0) },
                requestLimit: RequestLimit(stored: try row.decode(3)), setUp: try row.decode(4))
        }
    }

    /// How many people may leave within an hour before the rest of them is held.
    ///
    /// - Parameters:
    ///   - people: so many are never too many.
    ///   - percent: of the active ones, in 0...100; 100 switches the brake off.
    public static func setBreaker(people: Int, percent: Int) -> Query<Void> {
        Query(
            SQL(
                "tenant_settings.set_breaker",
                """
                INSERT INTO muster.tenant_settings (breaker_people, breaker_percent) VALUES ($1, $2)
                ON CONFLICT (tenant_id) DO UPDATE
                   SET breaker_people = excluded.breaker_people, breaker_percent = excluded.breaker_percent
                """),
            [.integer(people), .integer(percent)])
    }

    /// What makes somebody active who is pending.
    public static func set(_ setUp: SetUp) -> Query<Void> {
        Query(
            SQL(
                "tenant_settings.set_set_up",
                """
                INSERT INTO muster.tenant_settings (set_up) VALUES ($1)
                ON CONFLICT (tenant_id) DO UPDATE SET set_up = excluded.set_up
                """), [.text(setUp.rawValue)])
    }

    /// How many requests a second the bound tenant may send.
    public static func setRequestLimit(_ limit: RequestLimit) -> Query<Void> {
        Query(
            SQL(
                "tenant_settings.set_request_limit",
                """
                UPDATE muster.tenants SET requests_per_second = $1, updated_at = now()
                 WHERE id = muster.current_tenant()
                """),
            [limit.stored.map { .integer($0) } ?? .null])
    }

    /// How long after their deactivation people are anonymised; nil for never.
    public static func setAnonymisation(after delay: Duration?) -> Query<Void> {
        Query(
            SQL(
                "tenant_settings.set_anonymisation",
                """
                INSERT INTO muster.tenant_settings (anonymise_after)
                VALUES ($1::bigint * interval '1 millisecond')
                ON CONFLICT (tenant_id) DO UPDATE SET anonymise_after = excluded.anonymise_after
                """),
            [delay.map { .integer($0.inMilliseconds) } ?? .null])
    }
}
