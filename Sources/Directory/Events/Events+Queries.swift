public import FoundationEssentials
public import JSON
public import Postgres

/// The log of the bound tenant.
public enum Events {
    /// Adds an event to the transaction that does what it tells.
    ///
    /// - Parameter data: identifiers and names of attributes, never personal data.
    public static func insert(
        _ kind: EventKind, subject: UUID?, by actor: Actor, data: JSON = .object([:])
    ) -> Query<Void> {
        Query(
            SQL(
                "events.insert",
                """
                INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data)
                VALUES ($1, $2, coalesce($3, muster.current_connection()::text), $4, $5, $6, $7)
                """),
            [
                .text(kind.rawValue), .text(actor.kind.rawValue), actor.id.map(Value.text) ?? .null,
                .text(kind.subjectKind), subject.map(Value.uuid) ?? .null, actor.requestID.map(Value.text) ?? .null,
                .json(bytes: data.serialized()),
            ])
    }

    /// A page of the log, oldest first.
    ///
    /// - Parameters:
    ///   - position: events after this one.
    ///   - subject: only of this thing, if given.
    public static func page(after position: Int64, subject: UUID?, limit: Int) -> Query<[Event]> {
        guard let subject else {
            return .all(
                SQL("events.page", "\(selection) WHERE position > $1 ORDER BY position LIMIT $2"),
                [.integer(position), .integer(limit)], decode: event)
        }
        return .all(
            SQL(
                "events.page_of_subject",
                "\(selection) WHERE position > $1 AND subject_id = $3 ORDER BY position LIMIT $2"),
            [.integer(position), .integer(limit), .uuid(subject)], decode: event)
    }

    /// What happened to one thing in one request, oldest first; at most a hundred events.
    public static func inRequest(_ request: String, subject: UUID) -> Query<[Event]> {
        .all(
            SQL(
                "events.in_request",
                "\(selection) WHERE subject_id = $1 AND request_id = $2 ORDER BY position LIMIT 100"),
            [.uuid(subject), .text(request)], decode: event)
    }

    /// A page of the feed of all tenants; no tenant has to be bound.
    public static func feed(after cursor: EventCursor, limit: Int) -> Query<[FedEvent]> {
        .all(
            SQL(
                "events.feed",
                """
                SELECT transaction_id, tenant_id, position, occurred_at, kind, actor_kind, actor_id, subject_kind,
                       subject_id, request_id, data
                  FROM muster.read_events($1, $2, $3)
                """),
            [.text(String(cursor.transaction)), .integer(cursor.position), .integer(limit)]
        ) { row in
            let event = try event(row, from: 2)
            guard let transaction = UInt64(try row.decode(0, as: String.self)) else { throw UnexpectedValue() }
            return FedEvent(
                cursor: EventCursor(transaction: transaction, position: event.position), tenant: try row.decode(1),
                event: event)
        }
    }

    /// Makes the partitions of the months to come, where they are missing; as the worker.
    public static func maintain() -> Query<Void> {
        Query(SQL("events.maintain", "SELECT muster.maintain_events()"))
    }

    private static let selection = """
        SELECT position, occurred_at, kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data
          FROM muster.events
        """

    private static func event(_ row: Row) throws -> Event { try event(row, from: 0) }

    private static func event(_ row: Row, from first: Int) throws -> Event {
        Event(
            position: try row.decode(first), occurredAt: try row.decode(first + 1), kind: try row.decode(first + 2),
            actorKind: try row.decode(first + 3), actorID: try row.decode(first + 4),
            subjectKind: try row.decode(first + 5), subjectID: try row.decode(first + 6),
            requestID: try row.decode(first + 7), data: try JSON(parsing: try row.decode(first + 8, as: String.self)))
    }
}
