public import FoundationEssentials
public import Postgres

/// The webhook endpoints of the bound tenant.
public enum WebhookEndpoints {
    private static let columns = """
        id, url, created_at, disabled_at, disabled_reason, sealed_secret,
        CASE WHEN previous_expires_at > clock_timestamp() THEN sealed_previous_secret END
        """

    /// Adds an endpoint.
    public static func insert(id: UUID, url: String, sealedSecret: [UInt8]) -> Query<Void> {
        Query(
            SQL(
                "webhooks.insert", "INSERT INTO muster.webhook_endpoints (id, url, sealed_secret) VALUES ($1, $2, $3)"),
            [.uuid(id), .text(url), .bytes(sealedSecret)])
    }

    /// All endpoints, in the order in which they were added.
    public static func all() -> Query<[WebhookEndpoint]> {
        .all(
            SQL("webhooks.all", "SELECT \(columns) FROM muster.webhook_endpoints ORDER BY created_at, id"), [],
            decode: endpoint)
    }

    /// The endpoints that have still to be told of a message.
    public static func pending(message: String) -> Query<[WebhookEndpoint]> {
        .all(
            SQL(
                "webhooks.pending",
                """
                SELECT \(columns) FROM muster.webhook_endpoints w
                 WHERE w.disabled_at IS NULL AND NOT EXISTS (
                        SELECT FROM muster.webhook_deliveries d WHERE d.message_id = $1 AND d.endpoint_id = w.id)
                 ORDER BY created_at, id
                """),
            [.text(message)], decode: endpoint)
    }

    /// Notes that an endpoint has acknowledged a message.
    public static func recordDelivery(message: String, endpoint: UUID, status: Int) -> Query<Void> {
        Query(
            SQL(
                "webhooks.record_delivery",
                """
                INSERT INTO muster.webhook_deliveries (message_id, endpoint_id, status)
                SELECT $1, w.id, $3 FROM muster.webhook_endpoints w WHERE w.id = $2 ON CONFLICT DO NOTHING
                """),
            [.text(message), .uuid(endpoint), .integer(status)])
    }

    /// Sends nothing more to an endpoint.
    public static func disable(_ id: UUID, reason: String) -> Query<Void> {
        Query(
            SQL(
                "webhooks.disable",
                """
                UPDATE muster.webhook_endpoints SET disabled_at = clock_timestamp(), disabled_reason = $2
                 WHERE id = $1 AND disabled_at IS NULL
                """),
            [.uuid(id), .text(reason)])
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
            [.uuid(id), .bytes(sealedSecret), .integer(overlap.milliseconds)]
        ) { $0.affected == 1 }
    }

    /// Removes an endpoint. False if there is none.
    public static func remove(_ id: UUID) -> Query<Bool> {
        Query(SQL("webhooks.remove", "DELETE FROM muster.webhook_endpoints WHERE id = $1"), [.uuid(id)]) {
            $0.affected == 1
        }
    }

    private static func endpoint(_ row: Row) throws -> WebhookEndpoint {
        let secrets: [[UInt8]?] = [try row.decode(5), try row.decode(6)]
        return WebhookEndpoint(
            id: try row.decode(0), url: try row.decode(1), createdAt: try row.decode(2),
            disabledAt: try row.decode(3), disabledReason: try row.decode(4),
            sealedSecrets: secrets.compactMap(\.self))
    }
}
