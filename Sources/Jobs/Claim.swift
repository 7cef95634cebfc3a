public import FoundationEssentials
public import JSON
internal import Postgres

/// A job that a worker has, for as long as nobody else is given it.
public struct Claim: Sendable {
    /// Whose job it is.
    public let tenant: UUID
    /// The job's number, unique among all tenants.
    public let id: Int64
    /// What it is.
    public let kind: JobKind
    /// What it is about.
    public let subject: UUID?
    /// The state of the subject that it belongs to.
    public let generation: Int64
    /// What else there is to know.
    public let payload: JSON
    /// Which attempt this is, from 1.
    public let attempt: Int
    /// After which attempt the job is dead.
    public let maximumAttempts: Int
    /// The fencing token: it changes each time the job is claimed.
    public let runID: UUID
    /// When it was enqueued, by the database's clock.
    public let createdAt: Date
}

extension Claim {
    /// The columns, in the order in which they are read.
    static let columns = """
        tenant_id, id, kind, subject_id, generation, payload, attempts, maximum_attempts, run_id, created_at
        """

    init(_ row: Row) throws {
        let payload: String = try row.decode(5)
        self.init(
            tenant: try row.decode(0), id: try row.decode(1), kind: JobKind(rawValue: try row.decode(2)),
            subject: try row.decode(3), generation: try row.decode(4), payload: try JSON(parsing: payload),
            attempt: try row.decode(6), maximumAttempts: try row.decode(7), runID: try row.decode(8),
            createdAt: try row.decode(9))
    }
}
