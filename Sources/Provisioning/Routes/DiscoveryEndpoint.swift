internal import Directory
internal import HTTPServer
internal import JSON
internal import Postgres
internal import SCIM

/// What the service says about itself (RFC 7644 section 4). One round trip, only to authenticate.
enum DiscoveryEndpoint {
    static func serviceProviderConfig(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(Discovery.serviceProviderConfig(baseURL: exchange.baseURL).serialized())
    }

    static func resourceTypes(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(ListResponse.write(Discovery.resourceTypes(baseURL: exchange.baseURL)))
    }

    static func resourceType(_ exchange: Exchange, named name: String) async throws -> Response {
        try await authenticated(exchange)
        return try found(Discovery.resourceType(named: name, baseURL: exchange.baseURL))
    }

    static func schemas(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(ListResponse.write(Discovery.schemas(baseURL: exchange.baseURL)))
    }

    static func schema(_ exchange: Exchange, id: String) async throws -> Response {
        try await authenticated(exchange)
        return try found(Discovery.schema(withID: id, baseURL: exchange.baseURL))
    }

    /// Lets in whoever may ask, and refuses a filter (RFC 7644 section 4).
    private static func authenticated(_ exchange: Exchange) async throws {
        exchange.admit(try await exchange.database.pipeline(exchange.authenticate))
        guard try SearchRequest(query: exchange.request.query).filter == nil else { throw SCIMError.discoveryFilter }
    }

    private static func found(_ document: JSON?) throws -> Response {
        guard let document else { throw SCIMError.unknownEndpoint }
        return .message(document.serialized())
    }
}
