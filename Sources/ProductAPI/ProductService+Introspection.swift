internal import Directory
internal import HTTPServer
internal import JSON
internal import Postgres
internal import Traffic

extension ProductService {
    /// Where introspection is served, on every tenant's host.
    public static let introspectionPath = "/oauth2/introspect"

    /// Whether a key or a session counts at this moment (RFC 7662), asked on a tenant's host.
    ///
    /// From the commit of a deactivation on, the answer is no.
    func introspect(_ request: Request) async -> Response {
        let response = await respond(to: request, route: Self.introspectionPath, introspection)
        note(response.status, of: request)
        await learnTenant(of: request, response.status)
        return response
    }

    /// Looks up whose host was asked where nobody has asked there before, for the log.
    private func learnTenant(of request: Request, _ status: Status) async {
        guard status == .ok || status == .unauthorized, let header = request.headers.first("Host"),
            let hostname = Hostname(parsing: header), doorkeeper.tenant(of: hostname) == nil,
            let found = try? await database.before(request.deadline).pipeline(
                sharing: .shared, Tenants.id(of: hostname)),
            let tenant = found
        else { return }
        doorkeeper.learn(tenant, of: hostname)
    }

    private func introspection(_ request: Request) async throws -> JSON {
        guard let header = request.headers.first("Host"), let hostname = Hostname(parsing: header) else {
            throw OAuthError.invalidRequest("The Host header is not a host name.")
        }
        let client = try client(of: request)
        guard let secret = try FormFields(request).value(of: "token") else {
            throw OAuthError.invalidRequest("Send the key or session as the form field token.")
        }
        let (_, found) = try await database.before(request.deadline).pipeline(
            sharing: .shared, APIClients.authenticate(client.id, digest: client.digest, hostname: hostname),
            Introspection.find(digest: digest(of: secret)))
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
        members.append("status", .string(status.rawValue))
        members.append("tenant", ["id": .string(tenant.text), "instance": .integer(Int64(instance))])
        members.append(
            "teams",
            .array(
                teams.prefix(Self.maximumTeams).map { ["id": .string($0.id.text), "name": .string($0.name)] }))
        if teams.count > Self.maximumTeams { members.append("more_teams", true) }
        return .object(members)
    }
}
