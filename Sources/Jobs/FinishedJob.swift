public import FoundationEssentials
internal import Postgres

/// A job that is over.
public struct FinishedJob: Sendable {
    /// How a job came to its end.
    public enum Outcome: String, Sendable {
        /// It was done.
        case done
        /// Staff threw it away.
        case discarded
    }

    /// The job's number.
    public let id: Int64
    /// What it was.
    public let kind: JobKind
    /// What it was about.
    public let subject: UUID?
    /// The state of the subject that it belonged to.
    public let generation: Int64
    /// How it came to its end.
    public let outcome: Outcome
    /// How often it was tried.
    public let attempts: Int
    /// Why the last attempt but the successful one failed, without personal data.
    public let lastError: String?
    /// When it was enqueued.
    public let createdAt: Date
    /// When the last attempt began.
    public let startedAt: Date?
    /// When it was over.
    public let finishedAt: Date
}

extension FinishedJob {
    /// The columns, in the order in which they are read.
    static let columns = """
        id, kind, subject_id, generation, outcome, attempts, last_error, created_at, started_at, finished_at
        """

    init(_ row: Row) throws {
        let outcome: String = try row.decode(4)
        self.init(
            id: try row.decode(0), kind: JobKind(rawValue: try row.decode(1)), subject: try row.decode(2),
            generation: try row.decode(3), outcome: outcome == Outcome.done.rawValue ? .done : .discarded,
            attempts: try row.decode(5), lastError: try row.decode(6), createdAt: try row.decode(7),
            startedAt: try row.decode(8), finishedAt: try row.decode(9))
    }
}
