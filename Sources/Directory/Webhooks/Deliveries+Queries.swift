public import FoundationEssentials
public import Postgres
internal import Time

/// The deliveries of the bound tenant's webhooks.
public enum Deliveries {
    /// Puts in line what endpoints are to be told about somebody who left or came back.
    ///
    /// - Returns: to how many endpoints that is.
    public static func queueNotice(
        of user: UUID, generation: Int64, _ kind: EventKind, at time: Date
    ) -> Query<Int> {
        .one(
            SQL(
                "deliveries.queue_notice",
                """
                SELECT deliveries
                  FROM muster.queue_notices(ARRAY[$1::uuid], ARRAY[$2::bigint], ARRAY[$3::text],
                                            ARRAY[to_timestamp($4::float8)])
                """),
            [.uuid(user), .integer(generation), .text(kind.rawValue), .text("\(time.timeIntervalSince1970)")]
        ) { try $0.decode(0) }
    }

    /// The number of the tenant's instance, and whether what a message tells is true no longer.
    public static func circumstances(of content: WebhookMessageContent) -> Query<(instance: Int, isSuperseded: Bool)> {
        .one(
            SQL(
                "deliveries.circumstances",
                """
                SELECT t.instance_number, $2::bigint IS NOT NULL AND NOT EXISTS (
                            SELECT FROM muster.users u WHERE u.id = $1 AND u.generation = $2)
                  FROM muster.tenants t WHERE t.id = muster.current_tenant()
                """),
            [content.subject.map(Value.uuid) ?? .null, content.generation.map { .integer($0) } ?? .null]
        ) { (instance: try $0.decode(0), isSuperseded: try $0.decode(1)) }
    }

    /// Ends a delivery; refused with `MU409` unless the run still has the job.
    ///
    /// - Parameter status: that of the answer, if there was one.
    public static func end(job: Int64, run: UUID, _ ending: DeliveryEnding, status: Int?) -> Query<Void> {
        Query(
            SQL("deliveries.end", "SELECT muster.end_delivery($1, $2, $3, $4)"),
            [.integer(job), .uuid(run), .text(ending.rawValue), status.map { .integer($0) } ?? .null])
    }

    /// Puts a delivery off; refused with `MU409` unless the run still has the job.
    ///
    /// - Parameters:
    ///   - lane: whose workers are to send it.
    ///   - isAttempt: whether it was tried.
    ///   - error: why, or nil to leave what was said before.
    public static func postpone(
        job: Int64, run: UUID, to lane: String, after delay: Duration, isAttempt: Bool, error: String? = nil
    ) -> Query<Void> {
        Query(
            SQL(
                "deliveries.postpone",
                "SELECT muster.postpone_delivery($1, $2, $3, $4::bigint * interval '1 millisecond', $5, $6)"),
            [
                .integer(job), .uuid(run), .text(lane), .integer(delay.inMilliseconds), .bool(isAttempt),
                error.map(Value.text) ?? .null,
            ])
    }

    /// Puts in line what endpoints hear from the log of all tenants; no tenant has to be bound.
    ///
    /// - Returns: how many events were looked at, and how many deliveries came of them.
    public static func fanOut(limit: Int) -> Query<(seen: Int, queued: Int)> {
        .one(SQL("deliveries.fan_out", "SELECT seen, queued FROM muster.fan_out_events($1)"), [.integer(limit)]) {
            (seen: try $0.decode(0), queued: try $0.decode(1))
        }
    }

    /// Forgets what has been over for long enough; no tenant has to be bound.
    ///
    /// - Returns: how many deliveries.
    public static func forget(daysKept: Int = WebhookDelivery.daysKept, limit: Int) -> Query<Int> {
        .one(
            SQL("deliveries.forget", "SELECT muster.forget_deliveries($1, $2)"), [.integer(daysKept), .integer(limit)]
        ) { try $0.decode(0) }
    }
}
