public import Directory
public import HTTPServer
internal import JSON
public import Observability
public import Postgres

/// Whether a key or a session counts at this moment (RFC 7662), asked by the operator's product on a tenant's host.
///
/// One round trip to the database, and nothing is kept: from the commit of a deactivation on, the answer is no.
public struct IntrospectionEndpoint: Sendable {
    /// Where it is served, on every tenant's host.
    public static let path = "/oauth2/introspect"

    private let database: Database
    private let pepper: Pepper
    private let logger: Logger

    /// An endpoint over a database.
    public init(database: Database, pepper: Pepper, logger: Logger) {
        self.database = database
        self.pepper = pepper
        self.logger = logger
    }

    /// Answers a request.
    public func respond(to request: Request) async -> Response {
        var response: Response
        do {
            response = .json(try await answer(request))
        } catch {
            response = OAuthError(error, requestID: request.id, logger).response
            if response.status == .methodNotAllowed { response.headers.set("Allow", to: "POST") }
        }
        response.route = Self.path
        return response
    }

    private func answer(_ request: Request) async throws -> JSON {
        guard request.method == .post else { throw OAuthError.methodNotAllowed(.post) }
        guard let header = request.headers.first("Host"), let hostname = Hostname(parsing: header) else {
            throw OAuthError.invalidRequest("The Host header is not a host name.")
        }
        guard let credentials = ClientCredentials(request.headers) else { throw OAuthError.invalidClient }
        let token = try FormFields(request).value(of: "token")
        guard let token else { throw OAuthError.invalidRequest("Send the key or session as the form field token.") }
        return try await introspect(token, at: hostname, for: credentials, request)
    }

    private func introspect(
        _ token: String, at hostname: Hostname, for credentials: ClientCredentials, _ request: Request
    ) async throws -> JSON {
        // What was never issued has no digest to look for, but the client has to be known all the same.
        let digest = TokenSecret(parsing: token[...].utf8).map { $0.digest(pepper: pepper) } ?? []
        let (_, found) = try await database.before(request.deadline).pipeline(
            sharing: .shared,
            APIClients.authenticate(
                credentials.client, digest: credentials.secret.digest(pepper: pepper), hostname: hostname),
            Introspection.find(digest: digest))
        return found.map(\.json) ?? ["active": false]
    }
}

extension Introspection {
    /// The answer of RFC 7662 section 2.2.
    fileprivate var json: JSON {
        var members: JSON.Object = [
            "active": true, "sub": .string(user.text), "username": .string(userName),
            "token_type": .string(tokenType), "role": .string(role.rawValue), "iat": .integer(issuedAt),
        ]
        if let expiresAt { members.append("exp", .integer(expiresAt)) }
        if let environment { members.append("environment", .string(environment)) }
        return .object(members)
    }
}
