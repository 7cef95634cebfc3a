public import FoundationEssentials
public import JSON
internal import Postgres

/// A job that is not over, as staff see it.
public struct Job: Sendable {
    /// Whose job it is.
    public let tenant: UUID
    /// The job's number, unique among all tenants.
    public let id: Int64
    /// What it is.
    public let kind: JobKind
    /// Which workers run it.
    public let lane: JobLane
    /// What puts jobs into an order.
    public let orderingKey: String
    /// What it is about.
    public let subject: UUID?
    /// The state of the subject that it belongs to.
    public let generation: Int64
    /// What else its handler is told.
    public let payload: JSON
    /// Where it stands.
    public let state: JobState
    /// Before when it does not run.
    public let runAt: Date
    /// How often it has been tried.
    public let attempts: Int
    /// After which attempt it is dead.
    public let maximumAttempts: Int
    /// Under what it is held.
    public let hold: UUID?
    /// Why the last attempt failed, without personal data.
    public let lastError: String?
    /// When it was enqueued.
    public let createdAt: Date
    /// When the last attempt began.
    public let startedAt: Date?
    /// Who runs it.
    public let worker: String?
}

extension Job {
    /// The columns, in the order in which they are read.
    static let columns = """
        tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, state, run_at, attempts,
        maximum_attempts, hold_id, last_error, created_at, started_at, worker
        """

    init(_ row: Row) throws {
        let payload: String = try row.decode(7)
        self.init(
            tenant: try row.decode(0), id: try row.decode(1), kind: JobKind(rawValue: try row.decode(2)),
            lane: JobLane(rawValue: try row.decode(3)), orderingKey: try row.decode(4), subject: try row.decode(5),
            generation: try row.decode(6), payload: try JSON(parsing: payload), state: try JobState(row, 8),
            runAt: try row.decode(9), attempts: try row.decode(10), maximumAttempts: try row.decode(11),
            hold: try row.decode(12), lastError: try row.decode(13), createdAt: try row.decode(14),
            startedAt: try row.decode(15), worker: try row.decode(16))
    }
}

extension JobState {
    /// Reads a column that a CHECK constraint keeps within the vocabulary.
    fileprivate init(_ row: Row, _ column: Int) throws {
        guard let state = JobState(rawValue: try row.decode(column)) else { throw UnexpectedState() }
        self = state
    }

    private struct UnexpectedState: Error {}
}
