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

    /// Adds events that name people who came into a thing and who left it; as many as it takes to name all of them.
    public static func insert(
        _ kind: EventKind, subject: UUID, by actor: Actor, added: [UUID], removed: [UUID]
    ) -> Query<Void> {
        Query(
            SQL(
                "events.insert_changes",
                """
                INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data)
                SELECT $1, $2, coalesce($3, muster.current_connection()::text), $4, $5, $6, jsonb_build_object(
                           'added', coalesce(jsonb_agg(n.id ORDER BY n.place) FILTER (WHERE n.is_added), '[]'),
                           'removed', coalesce(jsonb_agg(n.id ORDER BY n.place) FILTER (WHERE NOT n.is_added), '[]'))
                  FROM (SELECT i.id, i.place, i.place <= cardinality($7::uuid[]) AS is_added
                          FROM unnest($7::uuid[] || $8::uuid[]) WITH ORDINALITY AS i (id, place)) n
                 GROUP BY (n.place - 1) / \(Event.maximumIdentifiers)
                 ORDER BY (n.place - 1) / \(Event.maximumIdentifiers)
                """),
            [
                .text(kind.rawValue), .text(actor.kind.rawValue), actor.id.map(Value.text) ?? .null,
                .text(kind.subjectKind), .uuid(subject), actor.requestID.map(Value.text) ?? .null,
                .uuidArray(added), .uuidArray(removed),
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

    /// The position of the latest event of any tenant; no tenant has to be bound.
    public static func lastPosition() -> Query<Int64> {
        .one(SQL("events.last_position", "SELECT muster.last_event_position()")) { try $0.decode(0) }
    }

    /// Makes the partitions of the months to come, where they are missing; as the worker.
    public static func maintain() -> Query<Void> {
        Query(SQL("events.maintain", "SELECT muster.maintain_events()"))
    }

    private static let selection = """
        SELECT position, occurred_at, kind, actor_kind, actor_id, subject_kind, subject_id, request_id,
               CASE WHEN muster.is_oversized(data::text) THEN '{}' ELSE data::text END,
               muster.is_oversized(data::text)
          FROM muster.events
        """

    private static func event(_ row: Row) throws -> Event { try event(row, from: 0) }

    /// Reads an event. What we wrote ourselves is not subject to the limits on what others send, and what cannot be read
    /// all the same is left out: no row keeps a reader from those behind it.
    static func event(_ row: Row, from first: Int) throws -> Event {
        let data = try? JSON(parsing: try row.decode(first + 8, as: String.self), limits: ownText)
        return Event(
            position: try row.decode(first), occurredAt: try row.decode(first + 1), kind: try row.decode(first + 2),
            actorKind: try row.decode(first + 3), actorID: try row.decode(first + 4),
            subjectKind: try row.decode(first + 5), subjectID: try row.decode(first + 6),
            requestID: try row.decode(first + 7), data: data ?? .object([:]),
            isOversized: try data == nil || row.decode(first + 9))
    }

    private static let ownText = JSON.Limits(
        maximumBytes: .max, maximumDepth: JSON.Limits.deepestNesting, maximumValues: .max, maximumNonStarters: .max)
}
