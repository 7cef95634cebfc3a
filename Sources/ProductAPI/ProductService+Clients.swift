internal import Directory
internal import HTTPServer
internal import Postgres

extension ProductService {
    /// What the client of a request presents.
    ///
    /// - Throws: ``OAuthError`` where it presents nothing that anybody can have been given.
    func credentials(of request: Request) throws(OAuthError) -> ClientCredentials {
        guard let credentials = ClientCredentials(request.headers) else { throw .invalidClient }
        return credentials
    }

    /// Asks the database on behalf of a client; once more where it does not know the client's secret under the pepper by
    /// which it was asked, and knows it under the other one.
    ///
    /// - Parameter ask: asks in transactions that begin with authenticating by a digest, and only reads.
    func asking<Result>(
        as client: ClientCredentials, _ database: Database, _ ask: (SecretDigest) async throws -> Result
    ) async throws -> Result {
        do {
            return try await ask(client.secret.digest(pepper: peppers.current))
        } catch let error as DatabaseError where error.sqlState == .invalidToken {
            guard let pair = client.secret.digests(peppers) else { throw error }
            let found = try await database.pipeline(SecretRenewal.client(client.client, pair))
            guard let known = found else { throw error }
            peppers.prefer(known)
            return try await ask(known)
        }
    }
}
