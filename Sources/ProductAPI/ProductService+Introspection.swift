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
        let client = try credentials(of: request)
        guard let text = try FormFields(request).value(of: "token") else {
            throw OAuthError.invalidRequest("Send the key or session as the form field token.")
        }
        let database = database.before(request.deadline)
        let found = try await asking(as: client, database) { digest in
            let client = APIClients.authenticate(client.client, digest: digest, hostname: hostname)
            guard let secret = PresentedSecret(text.utf8),
                secret.isLookedUp(as: .environmentKey, .apiKey, .session)
            else {
                try await database.pipeline(sharing: .shared, client)
                return Introspection?.none
            }
            return try await look(for: secret, asking: database, as: client)
        }
        return found.map(\.json) ?? ["active": false]
    }

    /// Looks for a secret under the current pepper, and where there is another one and nothing was found, under that.
    private func look(
        for secret: PresentedSecret, asking database: Database, as client: Query<Void>
    ) async throws -> Introspection? {
        let (_, found) = try await database.pipeline(
            sharing: .shared, client, Introspection.find(digest: secret.digest(pepper: peppers.current)))
        guard found == nil, let pair = secret.digests(peppers) else { return found }
        let (_, known) = try await database.pipeline(client, SecretRenewal.belonging(pair))
        guard let known else { return nil }
        peppers.prefer(known)
        return try await database.pipeline(sharing: .shared, client, Introspection.find(digest: known)).1
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
