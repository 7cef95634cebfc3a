internal import HTTPServer
internal import JSON
internal import Reactor
internal import SCIM

/// One request on its way: what came, and from whom. Here HTTP becomes operations.
struct Exchange {
    /// The request as it came.
    let request: Request
    /// Who sent it.
    let caller: Caller

    /// What a client sent, read from its body.
    ///
    /// Nobody's body is parsed before the database has said whose it is, in a round trip of its own; but a short one of
    /// somebody whom it has let in lately is, so that most changes need no trip more. What is long is read on the shared
    /// pool.
    ///
    /// - Parameter read: makes of the JSON what is wanted.
    /// - Throws: a 415 where it says to be something else, a 400 or 413 where it is none within the limits, and what
    ///   `read` throws.
    func body<Content>(_ read: (JSON) throws -> Content) async throws -> Content {
        guard MediaType.isJSON(request.headers.first("Content-Type")) else { throw SCIMError.unsupportedMediaType }
        let isLong = request.body.count > SharedPool.parsedBytes
        if isLong || !caller.isKnown { try await caller.identify() }
        return try await SharedPool.run(if: isLong) {
            let json: JSON
            do throws(JSON.ParsingError) {
                json = try JSON(parsing: request.body, limits: BodyLimits.json(for: request))
            } catch {
                throw SCIMError(error)
            }
            return try read(json)
        }
    }

    /// What is wanted, with what the headers and the query say about it.
    ///
    /// - Throws: a 400 for a query that cannot be read.
    func operation(
        _ action: Operation.Action, _ type: ResourceType, id: String? = nil
    ) throws(SCIMError) -> Operation {
        Operation(
            action, type, id: id,
            preconditions: Preconditions(
                ifMatch: request.headers.first("If-Match"), ifNoneMatch: request.headers.first("If-None-Match")),
            projection: try search.projection(for: type), byteCount: request.body.count)
    }

    /// What the query asks for.
    ///
    /// - Throws: a 400 where it cannot be read.
    var search: SearchRequest {
        get throws(SCIMError) { try SearchRequest(query: request.query) }
    }
}
