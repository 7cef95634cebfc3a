internal import Directory
internal import HTTPServer
internal import JSON
internal import Postgres
internal import SCIM

/// What the service says about itself (RFC 7644 section 4). One round trip, only to authenticate.
enum DiscoveryEndpoint {
    static func serviceProviderConfig(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(Discovery.serviceProviderConfig(baseURL: exchange.caller.baseURL).serialized())
    }

    static func resourceTypes(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(ListResponse.write(Discovery.resourceTypes(baseURL: exchange.caller.baseURL)))
    }

    static func resourceType(_ exchange: Exchange, named name: String) async throws -> Response {
        try await authenticated(exchange)
        return try found(Discovery.resourceType(named: name, baseURL: exchange.caller.baseURL))
    }

    static func schemas(_ exchange: Exchange) async throws -> Response {
        try await authenticated(exchange)
        return .message(ListResponse.write(Discovery.schemas(baseURL: exchange.caller.baseURL)))
    }

    static func schema(_ exchange: Exchange, id: String) async throws -> Response {
        try await authenticated(exchange)
        return try found(Discovery.schema(withID: id, baseURL: exchange.caller.baseURL))
    }

    /// Lets in whoever may ask, and refuses a filter (RFC 7644 section 4).
    private static func authenticated(_ exchange: Exchange) async throws {
        try await exchange.caller.identify()
        guard try exchange.search.filter == nil else { throw SCIMError.discoveryFilter }
    }

    private static func found(_ document: JSON?) throws -> Response {
        guard let document else { throw SCIMError.unknownEndpoint }
        return .message(document.serialized())
    }
}
