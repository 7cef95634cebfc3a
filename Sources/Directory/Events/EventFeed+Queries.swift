internal import FoundationEssentials
public import Postgres

/// The events of all tenants and of the platform itself, in an order in which a reader can go on from any of them.
public enum EventFeed {
    /// About how many bytes a page has at most: the event that passes this is the last one of its page.
    public static let pageBytes = 1 << 20

    /// A page, behind a cursor; no tenant has to be bound. ``Postgres/SQLState/futureCursor`` where this database cannot
    /// have given the cursor yet.
    ///
    /// - Parameter limit: at most so many events.
    public static func page(
        after cursor: EventCursor, limit: Int, bytes: Int = pageBytes
    ) -> Query<(events: [FedEvent], hasMore: Bool)> {
        Query(
            SQL(
                "event_feed.page",
                """
                SELECT transaction_id, tenant_id, position, occurred_at, kind, actor_kind, actor_id, subject_kind,
                       subject_id, request_id, data, is_oversized, ends_page
                  FROM muster.read_feed($1, $2, $3, $4)
                """),
            [.text(String(cursor.transaction)), .integer(cursor.position), .integer(limit), .integer(bytes)]
        ) { rows in
            let events = try (0..<rows.count).map { try event(rows[$0]) }
            let endsEarly = rows.count > 0 ? try rows[rows.count - 1].decode(12, as: Bool.self) : false
            return (events: events, hasMore: endsEarly || rows.count == limit)
        }
    }

    private static func event(_ row: Row) throws -> FedEvent {
        let event = try Events.event(row, from: 2)
        guard let transaction = UInt64(try row.decode(0, as: String.self)) else { throw UnexpectedValue() }
        let tenant: UUID = try row.decode(1)
        return FedEvent(
            cursor: EventCursor(transaction: transaction, position: event.position),
            tenant: tenant == Tenants.platform ? nil : tenant, event: event)
    }
}

extension SQLState {
    /// The cursor names a place that no event of this database can have yet.
    public static let futureCursor = SQLState(rawValue: "MU416")
}
