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
        let pepper = try neededPepper()
        try AdministrationError.checkName(name, of: "client", maximum: APIClient.maximumNameCharacters)
        let client = RegisteredClient(id: .version7(), secret: try TokenSecret.mint(.client))
        do {
            try await database.pipeline(
                APIClients.insert(id: client.id, name: name, digest: client.secret.digest(pepper: pepper)))
        } catch  where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "There is a client of that name already.")
        }
        return client
    }

    /// Refuses every request of a client, from the commit on. One that is revoked stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where there is no such client.
    public func revokeClient(_ id: UUID) async throws -> APIClient {
        let (_, all) = try await database.pipeline(APIClients.revoke(id), APIClients.all())
        guard let client = all.first(where: { $0.id == id }) else {
            throw AdministrationError(.notFound, "There is no such client. List them with 'muster client list'.")
        }
        return client
    }
}
