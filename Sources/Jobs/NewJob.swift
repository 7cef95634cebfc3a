public import FoundationEssentials
public import JSON

/// Something to be done later for the bound tenant.
public struct NewJob: Sendable {
    /// Which handler does it.
    public var kind: JobKind
    /// Which workers do it.
    public var lane: JobLane
    /// Jobs of a tenant with the same key run one after the other, in the order in which they were enqueued; one that
    /// is to be tried again holds up those behind it. At most 200 bytes.
    public var orderingKey: String
    /// What it is about.
    public var subject: UUID?
    /// The state of the subject that it belongs to, for its handler to find that it has been overtaken.
    public var generation: Int64
    /// What the handler needs to know beyond that; at most 64 KiB as PostgreSQL stores it.
    public var payload: JSON
    /// Before when it does not run; nil for at once.
    public var runAt: Date?
    /// How often it is tried before it is dead; from 1 to 1,000.
    public var maximumAttempts: Int
    /// Under what it is held, until people release it; nil for a job that may run.
    public var hold: UUID?

    /// A job.
    public init(
        kind: JobKind, lane: JobLane = .standard, orderingKey: String, subject: UUID? = nil, generation: Int64 = 0,
        payload: JSON = .object([:]), runAt: Date? = nil, maximumAttempts: Int = 20, hold: UUID? = nil
    ) {
        self.kind = kind
        self.lane = lane
        self.orderingKey = orderingKey
        self.subject = subject
        self.generation = generation
        self.payload = payload
        self.runAt = runAt
        self.maximumAttempts = maximumAttempts
        self.hold = hold
    }

    /// The row, as `jsonb_to_recordset` reads it.
    var row: JSON {
        var row: JSON.Object = [
            "kind": .string(kind.rawValue), "lane": .string(lane.rawValue), "ordering_key": .string(orderingKey),
            "generation": .integer(generation), "payload": payload,
            "maximum_attempts": .integer(Int64(maximumAttempts)),
        ]
        if let subject { row["subject_id"] = .string(subject.uuidString) }
        if let runAt { row["run_at"] = .decimal(runAt.timeIntervalSince1970) }
        if let hold { row["hold_id"] = .string(hold.uuidString) }
        return .object(row)
    }
}
