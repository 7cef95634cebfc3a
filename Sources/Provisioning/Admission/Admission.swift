internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import Observability
internal import Postgres
internal import Reactor
internal import SCIM
internal import Traffic

/// Lets requests in: host name to tenant, token to connection. What it refuses never reaches an endpoint.
struct Admission: Sendable {
    let database: Database
    let peppers: Peppers
    let address: PublicAddress
    let logger: Logger
    let doorkeeper: Doorkeeper
    let jobsWereQueued: @Sendable () -> Void
    private let largeWork = LargeWork()

    init(
        database: Database, peppers: Peppers, address: PublicAddress, logger: Logger, doorkeeper: Doorkeeper,
        jobsWereQueued: @escaping @Sendable () -> Void
    ) {
        self.doorkeeper = doorkeeper
        self.jobsWereQueued = jobsWereQueued
        self.database = database
        self.peppers = peppers
        self.address = address
        self.logger = logger
    }

    /// Has an endpoint answer a request, and puts whatever it throws into SCIM.
    func respond(
        to request: Request, _ endpoint: (Exchange) async throws -> Response
    ) async -> Response {
        var caller: Caller?
        var response: Response
        do {
            let admitted = try await admit(request)
            caller = admitted
            response = try await admitted.renewing {
                try await Self.run(endpoint, Exchange(request: request, caller: admitted))
            }
        } catch {
            response = await refusal(of: request, caller, error).response
        }
        // Access may have ended between two round trips.
        if let access = caller?.access, response.status != .unauthorized {
            response.logMetadata["tenant"] = .string(access.tenant.text)
            doorkeeper.letIn(request, as: access)
        } else {
            if response.status == .unauthorized, let caller {
                response.logMetadata.merge(await explanation(of: caller))
            }
            noteRefusal(of: request, response.status, askedDatabase: caller != nil)
        }
        return response
    }

    /// What is long to read is long to work out, too: not on the loop, and what is very long by few at once.
    private static func run(_ endpoint: (Exchange) async throws -> Response, _ exchange: Exchange) async throws
        -> Response
    {
        let bytes = exchange.request.body.count
        if bytes > LargeWork.ordinaryBodyBytes {
            return try await exchange.caller.large { try await endpoint(exchange) }
        }
        guard bytes > SharedPool.parsedBytes else { return try await endpoint(exchange) }
        return try await SharedPool.run { try await endpoint(exchange) }
    }

    /// Why a token was refused, for the log alone. Guesses are limited before they come here.
    private func explanation(of caller: Caller) async -> Logger.Metadata {
        guard let refused = try? await caller.database.pipeline(sharing: .shared, caller.explainRefusal) else {
            return [:]
        }
        var metadata: Logger.Metadata = ["reason": .string(refused.reason ?? "unknown_token")]
        if let tenant = refused.tenant {
            metadata["tenant"] = .string(tenant.text)
            doorkeeper.learn(tenant, of: caller.hostname)
        }
        if let token = refused.token { metadata["token"] = .string(token.text) }
        return metadata
    }

    /// Has the doorkeeper know that the database knows nobody like this, or does not let them in.
    private func noteRefusal(of request: Request, _ status: Status, askedDatabase: Bool) {
        switch status {
        case .misdirectedRequest: doorkeeper.turnedAway(request, isGuess: true)
        case .unauthorized: doorkeeper.turnedAway(request, isGuess: askedDatabase)
        case .forbidden: doorkeeper.turnedAway(request, isGuess: false)
        default: break
        }
    }

    /// Reads who asks and where, without the database unless the token is missing.
    private func admit(_ request: Request) async throws -> Caller {
        guard let header = request.headers.first("Host"), let hostname = Hostname(parsing: header) else {
            throw SCIMError.badRequest(
                .invalidSyntax,
                "No tenant is served at an address, or at what is no host name. "
                    + "Use the tenant URL that you were given.")
        }
        let database = database.before(request.deadline)
        let secret: PresentedSecret
        switch try Credentials(request.headers) {
        case .token(let presented): secret = presented
        case .none(let finding): throw try await unidentified(at: hostname, database, finding)
        }
        let base = BasePath.split(request.path)?.base ?? BasePath.canonical
        return Caller(
            hostname: hostname, baseURL: address.origin(of: hostname) + base, database: database,
            actor: Actor(kind: .connection, requestID: request.id), secret: secret, peppers: peppers,
            isKnown: doorkeeper.knows(request), likelyTenant: doorkeeper.tenant(of: hostname),
            jobsWereQueued: jobsWereQueued, largeWork: largeWork)
    }

    /// What somebody without a usable token is told: whether there is such a host, and what is wrong with what they sent.
    private func unidentified(
        at hostname: Hostname, _ database: Database, _ finding: String
    ) async throws -> SCIMError {
        if doorkeeper.tenant(of: hostname) != nil { return .unauthorized(finding) }
        let (isRouted, tenant) = try await database.pipeline(RefusedAccess.route(of: hostname))
        guard isRouted else { return .unknownHostname }
        if let tenant { doorkeeper.learn(tenant, of: hostname) }
        return .unauthorized(finding)
    }

    /// Turns what was thrown into what the client is told.
    private func refusal(of request: Request, _ caller: Caller?, _ error: any Error) async -> SCIMError {
        guard let error = error as? SCIMError else { return explanation(of: error, request) }
        // A request that was refused before the database was asked: strangers are told only that they are strangers.
        guard let caller, caller.access == nil else { return error }
        do {
            try await caller.renewing { try await caller.identify() }
            return error
        } catch {
            return explanation(of: error, request)
        }
    }

    private func explanation(of error: any Error, _ request: Request) -> SCIMError {
        if let error = error as? SCIMError { return error }
        if let known = (error as? DatabaseError)?.scimError { return known }
        if error is CancellationError { return .unavailable }
        logger.error("request failed", ["request": .string(request.id), "error": .string("\(error)")])
        return .internalFault(requestID: request.id)
    }
}
