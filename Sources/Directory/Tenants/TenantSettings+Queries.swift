public import Postgres

/// What the bound tenant may choose.
public enum TenantSettings {
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
            [delay.map { .integer($0.milliseconds) } ?? .null])
    }
}
