public import Directory
public import FoundationEssentials
internal import Postgres

extension Administrator {
    /// The operator's programs, in the order in which they were registered.
    public func clients() async throws -> [APIClient] {
        try await database.pipeline(APIClients.all())
    }

    /// Registers a program of the operator. Only the digest of its secret is kept.
    ///
    /// - Parameter name: 1 to 100 characters; unique among those that are not revoked.
    /// - Throws: ``AdministrationError``: the name is taken or not one.
    public func createClient(name: String) async throws -> RegisteredClient {
        let pepper = try neededPeppers().current
        try AdministrationError.checkName(name, of: "client", maximum: APIClient.maximumNameCharacters)
        let client = RegisteredClient(id: .version7(), secret: try IssuedSecret.mint(.client))
        do {
            _ = try await database.pipeline(
                Tenants.bind(Tenants.platform),
                APIClients.insert(id: client.id, name: name, digest: client.secret.digest(pepper: pepper)),
                Events.insert(.clientCreated, subject: client.id, by: actor))
        } catch  where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "There is a client of that name already.")
        }
        return client
    }

    /// Refuses every request of a client, from the commit on. One that is revoked stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where there is no such client.
    public func revokeClient(_ id: UUID) async throws -> APIClient {
        try await database.transaction { transaction in
            let (_, isRevokedNow, all) = try await transaction.pipeline(
                Tenants.bind(Tenants.platform), APIClients.revoke(id), APIClients.all())
            guard let client = all.first(where: { $0.id == id }) else {
                throw AdministrationError(.notFound, "There is no such client. List them with 'muster client list'.")
            }
            if isRevokedNow { try await transaction.finish(Events.insert(.clientRevoked, subject: id, by: actor)) }
            return client
        }
    }

    /// What happened to the platform itself and to no tenant: programs that were registered and revoked; oldest first.
    ///
    /// - Parameters:
    ///   - position: what happened after this.
    ///   - limit: the most that are read.
    public func platformEvents(after position: Int64, limit: Int) async throws -> [Event] {
        let (_, events) = try await database.pipeline(
            Tenants.bind(Tenants.platform), Events.page(after: position, subject: nil, limit: limit))
        return events
    }
}
