public import Observability
public import Postgres

/// What a worker lends to a handler.
public struct JobContext: Sendable {
    /// The database; whoever writes binds the tenant first.
    public let database: Database
    /// Names the job and its tenant in each of its lines.
    public let logger: Logger
}
