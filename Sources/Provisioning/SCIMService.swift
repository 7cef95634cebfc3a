public import Directory
public import HTTPServer
public import Observability
public import Postgres
internal import SCIM
public import Traffic

/// The SCIM 2.0 endpoint of every tenant: finds the tenant by the host name, lets the token in, and answers.
///
/// Nothing in memory decides who gets in. Each request is one database transaction that begins by authenticating, so
/// that what was revoked or suspended a moment ago is refused by every process.
public struct SCIMService: Sendable {
    private let router: Router
    private let doorkeeper: Doorkeeper

    /// A service over a database.
    ///
    /// - Parameters:
    ///   - peppers: under which tokens are digested.
    ///   - address: what links are made of.
    ///   - doorkeeper: is told whom the database lets in, and whom not.
    ///   - jobsWereQueued: is called after a commit that left something to do for the worker.
    public init(
        database: Database, peppers: Peppers, address: PublicAddress, logger: Logger, doorkeeper: Doorkeeper,
        jobsWereQueued: @escaping @Sendable () -> Void
    ) {
        self.doorkeeper = doorkeeper
        let admission = Admission(
            database: database, peppers: peppers, address: address, logger: logger, doorkeeper: doorkeeper,
            jobsWereQueued: jobsWereQueued)
        router = Router(
            Self.endpoints.map { endpoint in
                Route(endpoint.method, endpoint.pattern) { request, parameters in
                    await admission.respond(to: request) { try await endpoint.handler($0, parameters) }
                }
            },
            notFound: { EndpointHint.notFound(at: $0.path).response },
            methodNotAllowed: { _, _ in SCIMError.methodNotAllowed.response },
            failure: { _, request in SCIMError.internalFault(requestID: request.id).response })
    }

    /// SCIM below each of the paths that it has ever been served at. It also answers what is elsewhere, with advice.
    public var surface: Surface {
        var surface = Surface(
            "scim", below: BasePath.prefixes,
            failure: { failure, _ in SCIMError(status: failure.status.rawValue, detail: failure.detail).response },
            handler: { await respond(to: $0) })
        surface.passage = { [doorkeeper] in doorkeeper.passage(for: $0) }
        surface.logMetadata = { [doorkeeper] in doorkeeper.logMetadata(of: $0) }
        surface.bodyBytes = { BodyLimits.bytes(for: $0) }
        return surface
    }

    /// Answers a request. Whatever happens, the answer is SCIM.
    private func respond(to request: Request) async -> Response {
        guard let (_, resource) = BasePath.split(request.path) else {
            return EndpointHint.notFound(at: request.path).response
        }
        return await router.respond(to: request, path: resource)
    }
}
