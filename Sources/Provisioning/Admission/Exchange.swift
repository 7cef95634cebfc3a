internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import Reactor
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
    private let isKnown: Bool
    private let likelyTenant: UUID?
    private let largeWork: LargeWork
    private var hasPlace = false

    /// - Parameters:
    ///   - isKnown: whether the database has let in lately what the request presents.
    ///   - likelyTenant: where the host name led lately, to share out what there is before the database is asked.
    init(
        _ request: Request, hostname: Hostname, baseURL: String, database: Database, digest: [UInt8], isKnown: Bool,
        likelyTenant: UUID?, jobsWereQueued: @escaping @Sendable () -> Void, largeWork: LargeWork
    ) {
        self.likelyTenant = likelyTenant
        self.largeWork = largeWork
        self.jobsWereQueued = jobsWereQueued
        self.request = request
        self.hostname = hostname
        self.baseURL = baseURL
        self.database = database
        self.digest = digest
        self.isKnown = isKnown
    }

    /// The first statement of every transaction.
    var authenticate: Query<Access> {
        Access.authenticate(hostname: hostname, digest: digest)
    }

    /// Why the database refuses what it does not let in.
    var explainRefusal: Query<RefusedAccess> { RefusedAccess.explain(hostname: hostname, digest: digest) }

    /// Who does what this request does.
    var actor: Actor { Actor(kind: .connection, requestID: request.id) }

    /// Notes what the database decided.
    func admit(_ access: Access) {
        self.access = access
    }

    /// Does what holds much memory, or a processor for long, when there is a place for it: few requests do so at once,
    /// and not on the loop.
    ///
    /// Strangers do not come to wait for a place: who was not let in lately is asked for first.
    func large<Result>(_ work: () async throws -> Result) async throws -> Result {
        if access == nil, !isKnown || likelyTenant == nil { try await identify() }
        guard !hasPlace, let tenant = access?.tenant ?? likelyTenant else { return try await work() }
        return try await largeWork.run(for: tenant) {
            hasPlace = true
            defer { hasPlace = false }
            return try await SharedPool.run(work)
        }
    }

    /// What a client sent, read from its body.
    ///
    /// Nobody's body is parsed before the database has said whose it is, in a round trip of its own; but a short one of
    /// somebody whom it has let in lately is, so that most changes need no trip more. What is long is read on the shared
    /// pool.
    ///
    /// - Parameter read: makes of the JSON what is wanted.
    /// - Throws: a 415 where it says to be something else, a 400 or 413 where it is none within the limits, and what
    ///   `read` throws.
    func body<Content>(_ read: (JSON) throws -> Content) async throws -> Content {
        guard MediaType.isJSON(request.headers.first("Content-Type")) else { throw SCIMError.unsupportedMediaType }
        let isLong = request.body.count > SharedPool.parsedBytes
        if isLong || !isKnown { try await identify() }
        return try await SharedPool.run(if: isLong) {
            let json: JSON
            do throws(JSON.ParsingError) {
                json = try JSON(parsing: request.body, limits: BodyLimits.json(for: request))
            } catch {
                throw SCIMError(error)
            }
            return try read(json)
        }
    }

    /// Asks the database on whose behalf the request runs, unless it has said so.
    func identify() async throws {
        guard access == nil else { return }
        admit(try await database.pipeline(authenticate))
    }
}
