internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import SCIM

/// One request on its way: who asks, where, and by when it has to be answered.
///
/// Used by the one task that answers the request, and by nothing else.
final class Exchange {
    /// The request as it came.
    let request: Request
    /// The host name it was sent to.
    let hostname: Hostname
    /// The base URL for links: the stored host name, never what a proxy's header claims.
    let baseURL: String
    /// The database, with the request's deadline.
    let database: Database
    /// On whose behalf the request runs; nil until the database has decided.
    private(set) var access: Access?

    /// Is to be called after a commit that left something to do for the worker.
    let jobsWereQueued: @Sendable () -> Void

    private let digest: [UInt8]

    init(
        _ request: Request, hostname: Hostname, baseURL: String, database: Database, digest: [UInt8],
        jobsWereQueued: @escaping @Sendable () -> Void
    ) {
        self.jobsWereQueued = jobsWereQueued
        self.request = request
        self.hostname = hostname
        self.baseURL = baseURL
        self.database = database
        self.digest = digest
    }

    /// The first statement of every transaction.
    var authenticate: Query<Access> {
        Access.authenticate(hostname: hostname, digest: digest)
    }

    /// Who does what this request does.
    var actor: Actor { Actor(kind: .connection, requestID: request.id) }

    /// Notes what the database decided.
    func admit(_ access: Access) {
        self.access = access
    }

    /// The body as JSON.
    ///
    /// - Throws: a 415 where it says to be something else, a 400 or 413 where it is none within the limits.
    func body() throws -> JSON {
        guard MediaType.isJSON(request.headers.first("Content-Type")) else { throw SCIMError.unsupportedMediaType }
        do {
            return try JSON(parsing: request.body)
        } catch {
            throw SCIMError(error)
        }
    }
}
