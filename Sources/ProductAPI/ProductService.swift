public import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
public import Observability
public import Postgres
internal import Reactor
public import Traffic

/// What the operator's own programs may ask: whether a key or a session counts, and what has happened.
///
/// They authenticate as registered clients. Each answer is one round trip to the database, which alone decides.
public struct ProductService: Sendable {
    let database: Database
    private let pepper: Pepper
    let doorkeeper: Doorkeeper
    private let logger: Logger

    /// A service over a database.
    ///
    /// - Parameters:
    ///   - pepper: the key with which secrets are digested.
    ///   - doorkeeper: is told whom the database lets in, and whom not.
    public init(database: Database, pepper: Pepper, logger: Logger, doorkeeper: Doorkeeper) {
        self.doorkeeper = doorkeeper
        self.database = database
        self.pepper = pepper
        self.logger = logger
    }

    /// Answers a request with JSON, or with what was thrown in the form of RFC 6749.
    ///
    /// - Parameter isMuch: whether the answer may be so long that it is written on the shared pool.
    func respond(
        to request: Request, route: String, isMuch: Bool = false, _ answer: (Request) async throws -> JSON
    ) async -> Response {
        var response: Response
        do {
            let json = try await answer(request)
            response = await SharedPool.run(if: isMuch) { .json(json) }
        } catch {
            response = OAuthError(error, requestID: request.id, logger).response
        }
        response.route = route
        return response
    }

    /// Has the doorkeeper know whom the database let in, and whom not.
    func note(_ status: Status, of request: Request) {
        switch status {
        case .ok: doorkeeper.letIn(client: request)
        case .unauthorized: doorkeeper.turnedAway(request, isGuess: ClientCredentials(request.headers) != nil)
        case .misdirectedRequest: doorkeeper.turnedAway(request, isGuess: true)
        default: break
        }
    }

    /// The client that a request comes from, and the digest of the secret that it presents.
    ///
    /// - Throws: ``OAuthError`` where it presents nothing that was ever issued.
    func client(of request: Request) throws(OAuthError) -> (id: UUID, digest: [UInt8]) {
        guard let credentials = ClientCredentials(request.headers) else { throw .invalidClient }
        return (credentials.client, credentials.secret.digest(pepper: pepper))
    }

    /// What is stored of a secret; empty for a text that was never issued, which no stored digest is.
    func digest(of secret: String) -> [UInt8] {
        TokenSecret(parsing: secret[...].utf8).map { $0.digest(pepper: pepper) } ?? []
    }
}
