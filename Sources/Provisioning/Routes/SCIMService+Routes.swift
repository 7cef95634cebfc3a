internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import SCIM

extension SCIMService {
    /// What can be asked for below a base URL, as values.
    static var endpoints: [Endpoint] {
        userEndpoints + groupEndpoints + searchEndpoints + discoveryEndpoints + absentEndpoints
    }

    private static var userEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/Users") { exchange, _ in
                try await SearchEndpoint.users(exchange, SearchRequest(query: exchange.request.query))
            },
            Endpoint(.post, "/Users") { exchange, _ in try await UserEndpoint.create(exchange) },
            Endpoint(.get, "/Users/{id}") { try await UserEndpoint.get($0, id: $1.identifier) },
            Endpoint(.put, "/Users/{id}") { try await UserEndpoint.replace($0, id: $1.identifier) },
            Endpoint(.patch, "/Users/{id}") { try await UserEndpoint.patch($0, id: $1.identifier) },
            Endpoint(.delete, "/Users/{id}") { try await UserEndpoint.delete($0, id: $1.identifier) },
        ]
    }

    private static var groupEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/Groups") { exchange, _ in
                try await SearchEndpoint.groups(exchange, SearchRequest(query: exchange.request.query))
            },
            Endpoint(.post, "/Groups") { exchange, _ in try await GroupEndpoint.create(exchange) },
            Endpoint(.get, "/Groups/{id}") { try await GroupEndpoint.get($0, id: $1.identifier) },
            Endpoint(.put, "/Groups/{id}") { try await GroupEndpoint.replace($0, id: $1.identifier) },
            Endpoint(.patch, "/Groups/{id}") { try await GroupEndpoint.patch($0, id: $1.identifier) },
            Endpoint(.delete, "/Groups/{id}") { try await GroupEndpoint.delete($0, id: $1.identifier) },
        ]
    }

    private static var searchEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/") { exchange, _ in
                try await SearchEndpoint.everything(exchange, SearchRequest(query: exchange.request.query))
            },
            Endpoint(.post, "/.search") { exchange, _ in
                try await SearchEndpoint.everything(exchange, exchange.body(SearchRequest.init(parsing:)))
            },
            Endpoint(.post, "/Users/.search") { exchange, _ in
                try await SearchEndpoint.users(exchange, exchange.body(SearchRequest.init(parsing:)))
            },
            Endpoint(.post, "/Groups/.search") { exchange, _ in
                try await SearchEndpoint.groups(exchange, exchange.body(SearchRequest.init(parsing:)))
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

extension PathParameters {
    /// The `{id}` of the path, nil where it is none that this service gave out.
    fileprivate var identifier: UUID? { self["id"].flatMap(UUID.init(text:)) }
}
