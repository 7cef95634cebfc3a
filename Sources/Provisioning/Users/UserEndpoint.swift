internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import SCIM

/// What can be done with people (RFC 7644 section 3).
enum UserEndpoint {
    /// GET /Users/{id}: one round trip, two for a large person.
    static func get(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        guard let id else { throw SCIMError.notFound(.user) }
        let groupsBase = projection.includes(attributeNamed: "groups") ? exchange.baseURL : nil
        func read(_ query: Query<Sized<User>>) async throws -> Response? {
            let (access, found) = try await exchange.database.pipeline(exchange.authenticate, query)
            exchange.admit(access)
            switch found {
            case .absent: throw SCIMError.notFound(.user)
            case .tooLarge: return nil
            case .whole(let user):
                return try await exchange.answer(reading: user.entityTag) {
                    try await answer(.ok, user, exchange, projection)
                }
            }
        }
        let ordinary = Users.find(id, groupsBase: groupsBase, within: LargeWork.ordinaryPersonBytes).short
        if let response = try await read(ordinary) { return response }
        return try await exchange.large {
            guard let response = try await read(Users.find(id, groupsBase: groupsBase, within: .max)) else {
                throw SCIMError.notFound(.user)
            }
            return response
        }
    }

    /// POST /Users: one round trip.
    static func create(_ exchange: Exchange) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        let creation = try await exchange.body { try PersonCreation(Resource(parsing: $0, as: .user)) }
        let (access, stamp, _) = try await exchange.explainingConflicts {
            try await exchange.noticingConflicts(creation.content.holders) {
                try await exchange.database.pipeline(
                    exchange.authenticate, creation.insertion, creation.event(by: exchange.actor))
            }
        }
        exchange.admit(access)
        let user = creation.person(stamp)
        var response = try await answer(.created, user, exchange, projection)
        response.headers.set("Location", to: user.location(below: exchange.baseURL))
        return response
    }

    /// PUT /Users/{id}: two round trips.
    ///
    /// What the body leaves out is unassigned, except `active`: only an identity provider that says so changes that.
    static func replace(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let wanted = try await exchange.body { try Resource(parsing: $0, as: .user) }
        return try await change(exchange, id: id) { current in
            var wanted = wanted
            wanted.attributes["active"] = wanted.attributes["active"] ?? current.attributes["active"]
            return wanted
        }
    }

    /// PATCH /Users/{id}: two round trips.
    static func patch(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let patch = try await exchange.body { try PatchRequest(parsing: $0, for: .user) }
        if patch.isAboutAccessOnly { return try await changeAccess(exchange, id: id, patch) }
        return try await change(exchange, id: id, patch: patch) { try patch.apply(to: $0) }
    }

    /// DELETE /Users/{id}: two round trips. Access ends at the commit, and the resource is gone.
    static func delete(_ exchange: Exchange, id: UUID?) async throws -> Response {
        try await holding(id, exchange, withGroups: true) { locked, transaction in
            let removal = PersonRemoval(of: locked)
            if let refusal = removal.refusal { throw try await refused(refusal, locked, exchange, transaction) }
            try await transaction.finish(removal.statements(by: exchange.actor))
            exchange.jobsWereQueued()
            return Response(.noContent)
        }
    }

    static func answer(
        _ status: Status, _ user: User, _ exchange: Exchange, _ projection: Projection
    ) async throws -> Response {
        .resource(status, user.entityTag, try await user.rendered(below: exchange.baseURL, projection))
    }
}
