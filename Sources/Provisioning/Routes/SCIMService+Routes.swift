internal import HTTPServer
internal import SCIM

extension SCIMService {
    /// What can be asked for below a base URL, as values.
    static var endpoints: [Endpoint] {
        endpoints(of: .user) + endpoints(of: .group) + endpoints(searching: "/", ResourceSearch.everything)
            + endpoints(searching: ResourceType.user.endpoint, ResourceSearch.users)
            + endpoints(searching: ResourceType.group.endpoint, ResourceSearch.groups)
            + discoveryEndpoints + absentEndpoints
    }

    private static func endpoints(of type: ResourceType) -> [Endpoint] {
        let (all, one) = (type.endpoint, type.endpoint + "/{id}")
        return [
            Endpoint(.post, all) { exchange, _ in
                let wanted = try await exchange.body { try Resource(parsing: $0, as: type) }
                return try await exchange.run(.create(wanted), type)
            },
            Endpoint(.get, one) { try await $0.run(.find, type, id: $1["id"]) },
            Endpoint(.put, one) { exchange, parameters in
                let wanted = try await exchange.body { try Replacement(parsing: $0, as: type) }
                return try await exchange.run(.replace(wanted), type, id: parameters["id"])
            },
            Endpoint(.patch, one) { exchange, parameters in
                let wanted = try await exchange.body { try PatchRequest(parsing: $0, for: type) }
                return try await exchange.run(.patch(wanted), type, id: parameters["id"])
            },
            Endpoint(.delete, one) { try await $0.run(.delete, type, id: $1["id"]) },
        ]
    }

    /// A search is asked for by GET or by POST (RFC 7644 section 3.4.3).
    private static func endpoints(
        searching path: String, _ search: @escaping @Sendable (Caller, SearchRequest) async throws -> [UInt8]
    ) -> [Endpoint] {
        [
            Endpoint(.get, path) { exchange, _ in .message(try await search(exchange.caller, exchange.search)) },
            // text: the path is our own
            Endpoint(.post, path == "/" ? "/.search" : path + "/.search") { exchange, _ in
                let request = try await exchange.body(SearchRequest.init(parsing:))
                return .message(try await search(exchange.caller, request))
            },
        ]
    }

    private static var discoveryEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/ServiceProviderConfig") { exchange, _ in
                try await DiscoveryEndpoint.serviceProviderConfig(exchange)
            },
            Endpoint(.get, "/ResourceTypes") { exchange, _ in try await DiscoveryEndpoint.resourceTypes(exchange) },
            Endpoint(.get, "/ResourceTypes/{id}") { exchange, parameters in
                try await DiscoveryEndpoint.resourceType(exchange, named: parameters["id"] ?? "")
            },
            Endpoint(.get, "/Schemas") { exchange, _ in try await DiscoveryEndpoint.schemas(exchange) },
            Endpoint(.get, "/Schemas/{id}") { exchange, parameters in
                try await DiscoveryEndpoint.schema(exchange, id: parameters["id"] ?? "")
            },
        ]
    }

    /// What the protocol has and this service does not: said plainly, with 501.
    private static var absentEndpoints: [Endpoint] {
        [
            Endpoint(.post, "/Bulk") { _, _ in throw SCIMError.notImplemented("Bulk") },
            Endpoint(.get, "/Me") { _, _ in throw SCIMError.notImplemented("Me") },
        ]
    }
}

extension Exchange {
    /// Has something done with a resource, and puts what became of it into HTTP.
    fileprivate func run(
        _ action: Operation.Action, _ type: ResourceType, id: String? = nil
    ) async throws -> Response {
        Response(try await operation(action, type, id: id).run(for: caller))
    }
}
