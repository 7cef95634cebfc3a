internal import Directory
internal import FoundationEssentials
internal import Postgres
internal import Reactor

/// Who asks for something, where, and by when it has to be answered: what an operation needs to know beside itself.
///
/// Used by the one task that answers a request, and by nothing else.
final class Caller {
    /// The host name that was asked.
    let hostname: Hostname
    /// The base URL for links: the stored host name, never what a proxy's header claims.
    let baseURL: String
    /// The database, with the deadline of the request.
    let database: Database
    /// Who does what is asked for.
    let actor: Actor
    /// Whether the database has let in lately what was presented.
    let isKnown: Bool
    /// On whose behalf things are done; nil until the database has decided.
    private(set) var access: Access?

    /// Is to be called after a commit that left something to do for the worker.
    let jobsWereQueued: @Sendable () -> Void

    private let secret: PresentedSecret
    private let peppers: Peppers
    private var digest: SecretDigest
    private let likelyTenant: UUID?
    private let largeWork: LargeWork
    private var hasPlace = false

    /// - Parameters:
    ///   - likelyTenant: where the host name led lately, to share out what there is before the database is asked.
    init(
        hostname: Hostname, baseURL: String, database: Database, actor: Actor, secret: PresentedSecret,
        peppers: Peppers,
        isKnown: Bool, likelyTenant: UUID?, jobsWereQueued: @escaping @Sendable () -> Void, largeWork: LargeWork
    ) {
        self.hostname = hostname
        self.baseURL = baseURL
        self.database = database
        self.actor = actor
        self.secret = secret
        self.peppers = peppers
        digest = secret.digest(pepper: peppers.current)
        self.isKnown = isKnown
        self.likelyTenant = likelyTenant
        self.jobsWereQueued = jobsWereQueued
        self.largeWork = largeWork
    }

    /// The first statement of every transaction.
    var authenticate: Query<Access> {
        Access.authenticate(hostname: hostname, digest: digest)
    }

    /// Why the database refuses what it does not let in.
    var explainRefusal: Query<RefusedAccess> { RefusedAccess.explain(hostname: hostname, digest: digest) }

    /// Notes what the database decided.
    func admit(_ access: Access) {
        self.access = access
    }

    /// Asks the database on whose behalf the request runs, unless it has said so.
    func identify() async throws {
        guard access == nil else { return }
        admit(try await database.pipeline(authenticate))
    }

    /// Does something that asks the database; once more from the beginning where that does not know the token under the
    /// pepper by which it was asked, and knows it under the other one.
    ///
    /// With one pepper this is a call and nothing else. An operation changes something in one transaction, its last: where
    /// the token is not known, nothing has been changed.
    func renewing<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as DatabaseError where error.sqlState == .invalidToken {
            guard let pair = secret.digests(peppers) else { throw error }
            let found = try await database.pipeline(SecretRenewal.token(at: hostname, pair))
            guard let known = found else { throw error }
            digest = known
            peppers.prefer(known)
            return try await work()
        }
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
}
