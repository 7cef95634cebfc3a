internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import Reactor
internal import SCIM

/// What can be done with people (RFC 7644 section 3).
enum UserEndpoint {
    /// GET /Users/{id}: one round trip.
    static func get(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        guard let id else { throw SCIMError.notFound(.user) }
        let groupsBase = projection.includes(attributeNamed: "groups") ? exchange.baseURL : nil
        let (access, user) = try await exchange.database.pipeline(
            sharing: .shared, exchange.authenticate, Users.find(id, groupsBase: groupsBase))
        exchange.admit(access)
        guard let user else { throw SCIMError.notFound(.user) }
        return try await exchange.answer(reading: user.entityTag) {
            try await answer(.ok, user, exchange, projection)
        }
    }

    /// POST /Users: one round trip.
    static func create(_ exchange: Exchange) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        let (resource, content) = try await exchange.body { body in
            let resource = try Resource(parsing: body, as: .user)
            return (resource, StoredUser.content(of: resource))
        }
        let id = UUID.version7()
        let status: UserStatus = resource.attributes["active"] == .bool(false) ? .deactivated : .pending
        let (access, stamp, _) = try await exchange.database.pipeline(
            exchange.authenticate,
            Users.insert(id, content, status: status),
            Events.insert(.userCreated, subject: id, by: exchange.actor, data: ["status": .string(status.rawValue)]))
        exchange.admit(access)
        let user = User(id: id, status: status, content: content, stamp: stamp)
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
        return try await change(exchange, id: id) { try patch.apply(to: $0) }
    }

    /// DELETE /Users/{id}: two round trips. Access ends at the commit, and the resource is gone.
    static func delete(_ exchange: Exchange, id: UUID?) async throws -> Response {
        guard let id else { throw SCIMError.notFound(.user) }
        return try await exchange.database.transaction { transaction in
            let locked = try await lock(id, exchange, transaction)
            guard !locked.isProtected else { throw try await refusal(of: locked, exchange, transaction) }
            _ = try await transaction.finish(
                Offboardings.begin(locked, isDeletion: true, by: exchange.actor), Users.delete(id),
                Events.insert(.userDeleted, subject: id, by: exchange.actor))
            exchange.jobsWereQueued()
            return Response(.noContent)
        }
    }
}

extension UserEndpoint {
    /// Reads a person, works out the wanted state, and writes what differs.
    private static func change(
        _ exchange: Exchange, id: UUID?, _ transform: (Resource) throws -> Resource
    ) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        guard let id else { throw SCIMError.notFound(.user) }
        return try await exchange.database.transaction { transaction in
            let locked = try await lock(id, exchange, transaction)
            // What the work costs depends on what is stored as well as on what was sent, of which each operation may look
            // at all that is stored.
            let bytes = locked.user.document.count + 8 * exchange.request.body.count
            let change = try await SharedPool.run(if: bytes > SharedPool.parsedBytes) {
                try UserChange(locked.user, transform)
            }
            guard !change.isEmpty else { return try await answer(.ok, locked.user, exchange, projection) }
            let changed = try await write(change, locked, exchange, transaction)
            return try await answer(.ok, changed, exchange, projection)
        }
    }

    private static func lock(
        _ id: UUID, _ exchange: Exchange, _ transaction: Transaction
    ) async throws -> LockedUser {
        let (access, found) = try await transaction.pipeline(
            exchange.authenticate, Users.lock(id, groupsBase: exchange.baseURL))
        exchange.admit(access)
        guard let locked = found else { throw SCIMError.notFound(.user) }
        try exchange.checkPreconditions(changing: locked.user.entityTag)
        return locked
    }

    private static func write(
        _ change: UserChange, _ locked: LockedUser, _ exchange: Exchange, _ transaction: Transaction
    ) async throws -> User {
        let transition = locked.transition(toActive: change.after.attributes["active"] != .bool(false))
        guard transition != .deactivate || !locked.isProtected else {
            throw try await refusal(of: locked, exchange, transaction)
        }
        let id = locked.user.id
        let changes = JSON.array(change.attributes.map { .string($0.path) })
        let event = Events.insert(
            transition.event ?? .userUpdated, subject: id, by: exchange.actor, data: ["changed": changes])
        let stamp = try await transaction.finish(
            Users.update(
                id, change.content, transition: transition, from: locked.user.status,
                replacingEmails: change.changes("emails"), replacingExternalID: change.changes("externalId"),
                replacingKeys: Array(change.keys)),
            then: consequences(of: transition, locked, exchange) + [event])
        if transition != .none { exchange.jobsWereQueued() }
        return locked.user.changed(to: change.content, transition, stamp)
    }

    /// What leaving and coming back bring with them, in the same transaction.
    private static func consequences(
        of transition: UserTransition, _ locked: LockedUser, _ exchange: Exchange
    ) -> [Query<Void>] {
        switch transition {
        case .none: []
        case .deactivate: [Offboardings.begin(locked, isDeletion: false, by: exchange.actor)]
        case .reactivate: [Offboardings.beginReturn(locked)]
        }
    }

    /// Records that somebody who may not be deactivated was to be, and changes nothing else.
    private static func refusal(
        of locked: LockedUser, _ exchange: Exchange, _ transaction: Transaction
    ) async throws -> SCIMError {
        _ = try await transaction.finish(
            Events.insert(
                .userDeactivationRefused, subject: locked.user.id, by: exchange.actor,
                data: ["role": .string(locked.role.rawValue)]))
        return .forbidden(
            "This person is an \(locked.role.rawValue) and cannot be deactivated by provisioning. Change the role first."
        )
    }

    private static func answer(
        _ status: Status, _ user: User, _ exchange: Exchange, _ projection: Projection
    ) async throws -> Response {
        .resource(status, user.entityTag, try await user.rendered(below: exchange.baseURL, projection))
    }
}
