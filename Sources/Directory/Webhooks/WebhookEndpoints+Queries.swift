public import FoundationEssentials
public import Postgres
internal import Time

/// The webhook endpoints of the bound tenant.
public enum WebhookEndpoints {
    /// Has others who add endpoints wait until the transaction ends, so that the next statement counts them all.
    public static func lock() -> Query<Void> {
        Query(
            SQL(
                "webhooks.lock",
                "SELECT pg_advisory_xact_lock(hashtextextended('muster.webhooks/' || muster.current_tenant(), 0))"))
    }

    /// Adds an endpoint, after ``lock()``. False if the tenant has as many as it may have.
    public static func insert(
        id: UUID, url: String, subscriptions: [EventSubscription], sealedSecret: [UInt8]
    ) -> Query<Bool> {
        Query(
            SQL(
                "webhooks.insert",
                """
                INSERT INTO muster.webhook_endpoints (id, url, subscriptions, sealed_secret)
                SELECT $1, $2, $3, $4
                 WHERE (SELECT count(*) FROM muster.webhook_endpoints) < \(WebhookEndpoint.maximumPerTenant)
                """),
            [.uuid(id), .text(url), .textArray(subscriptions.map(\.text)), .bytes(sealedSecret)]
        ) { $0.affected == 1 }
    }

    /// All endpoints, in the order in which they were added.
    public static func all() -> Query<[WebhookEndpoint]> {
        .all(SQL("webhooks.all", "\(selection) ORDER BY created_at, id"), [], decode: endpoint)
    }

    /// One endpoint.
    public static func find(_ id: UUID) -> Query<WebhookEndpoint?> {
        .optional(SQL("webhooks.find", "\(selection) WHERE id = $1"), [.uuid(id)], decode: endpoint)
    }

    /// Sends nothing more to an endpoint; what still waits for it ends. False if there is none or it is off.
    public static func disable(_ id: UUID, reason: String) -> Query<Bool> {
        Query(
            SQL(
                "webhooks.disable",
                """
                WITH disabled AS (
                    UPDATE muster.webhook_endpoints SET disabled_at = clock_timestamp(), disabled_reason = $2
                     WHERE id = $1 AND disabled_at IS NULL RETURNING id
                )
                SELECT muster.hurry_deliveries(id, true) FROM disabled
                """),
            [.uuid(id), .text(reason)]
        ) { $0.count == 1 }
    }

    /// Sends to an endpoint again. False if there is none or it is on.
    public static func enable(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "webhooks.enable",
                """
                UPDATE muster.webhook_endpoints
                   SET disabled_at = NULL, disabled_reason = NULL, failures = 0, failing_since = NULL,
                       resting_until = NULL, last_error = NULL
                 WHERE id = $1 AND disabled_at IS NOT NULL
                """), [.uuid(id)]
        ) { $0.affected == 1 }
    }

    /// Notes that an endpoint has acknowledged something, and how quickly. What waits is due where it had been resting.
    public static func answered(_ id: UUID, isSlow: Bool) -> Query<Void> {
        Query(SQL("webhooks.answered", "SELECT muster.endpoint_answered($1, $2)"), [.uuid(id), .bool(isSlow)])
    }

    /// Notes that an endpoint takes long to answer.
    public static func becameSlow(_ id: UUID) -> Query<Void> {
        Query(
            SQL(
                "webhooks.became_slow",
                "UPDATE muster.webhook_endpoints SET is_slow = true WHERE id = $1 AND NOT is_slow"), [.uuid(id)])
    }

    /// Notes that an endpoint has failed.
    ///
    /// - Parameters:
    ///   - endpoint: as it was before.
    ///   - isSlow: whether it took too long.
    ///   - rest: for how long it is left alone, or nil.
    ///   - error: how it failed; no personal data.
    public static func failed(
        _ endpoint: WebhookEndpoint, isSlow: Bool, rest: Duration?, error: String
    ) -> Query<Void> {
        Query(
            SQL(
                "webhooks.failed",
                "SELECT muster.endpoint_failed($1, $2, $3, $4::bigint * interval '1 millisecond', $5)"),
            [
                .uuid(endpoint.id), .integer(endpoint.failures), .bool(isSlow),
                rest.map { .integer($0.inMilliseconds) } ?? .null, .text(error),
            ])
    }

    /// Gives an endpoint a new secret; the one before stays live for a while. False if there is no such endpoint.
    public static func rotate(_ id: UUID, sealedSecret: [UInt8], overlap: Duration) -> Query<Bool> {
        Query(
            SQL(
                "webhooks.rotate",
                """
                UPDATE muster.webhook_endpoints
                   SET sealed_previous_secret = sealed_secret, sealed_secret = $2,
                       previous_expires_at = clock_timestamp() + $3 * interval '1 millisecond'
                 WHERE id = $1
                """),
            [.uuid(id), .bytes(sealedSecret), .integer(overlap.inMilliseconds)]
        ) { $0.affected == 1 }
    }

    /// Removes an endpoint; what still waits for it ends. False if there is none.
    public static func remove(_ id: UUID) -> Query<Bool> {
        Query(
            SQL(
                "webhooks.remove",
                """
                WITH removed AS (DELETE FROM muster.webhook_endpoints WHERE id = $1 RETURNING id)
                SELECT muster.hurry_deliveries(id, true) FROM removed
                """), [.uuid(id)]
        ) { $0.count == 1 }
    }

    private static let selection = """
        SELECT id, url, subscriptions::text, created_at, disabled_at, disabled_reason, is_slow, failures, failing_since,
               last_error, extract(epoch FROM resting_until - clock_timestamp())::float8, sealed_secret,
               CASE WHEN previous_expires_at > clock_timestamp() THEN sealed_previous_secret END, tenant_id
          FROM muster.webhook_endpoints
        """

    private static func endpoint(_ row: Row) throws -> WebhookEndpoint {
        let secrets: [[UInt8]?] = [try row.decode(11), try row.decode(12)]
        return WebhookEndpoint(
            id: try row.decode(0), url: try row.decode(1),
            subscriptions: try row.decode(2, as: String.self).split(whereSeparator: "{},\"".contains).map(String.init),
            createdAt: try row.decode(3), disabledAt: try row.decode(4), disabledReason: try row.decode(5),
            isSlow: try row.decode(6), failures: try row.decode(7), failingSince: try row.decode(8),
            lastError: try row.decode(9), rest: .seconds(try row.decode(10, as: Double?.self) ?? 0),
            sealedSecrets: secrets.compactMap(\.self), tenant: try row.decode(13))
    }
}
