internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import Reactor
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
        let (resource, content) = try await exchange.body { body in
            let resource = try Resource(parsing: body, as: .user)
            let content = StoredUser.content(of: resource)
            try StoredUser.check(content)
            return (resource, content)
        }
        let id = UUID.version7()
        let status: UserStatus = resource.attributes["active"] == .bool(false) ? .deactivated : .pending
        let (access, stamp, _) = try await exchange.explainingConflicts {
            try await exchange.noticingConflicts(content.holders) {
                try await exchange.database.pipeline(
                    exchange.authenticate, Users.insert(id, content, status: status),
                    Events.insert(
                        .userCreated, subject: id, by: exchange.actor, data: ["status": .string(status.rawValue)]))
            }
        }
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
        if patch.isAboutAccessOnly { return try await changeAccess(exchange, id: id, patch) }
        return try await change(exchange, id: id, patch: patch) { try patch.apply(to: $0) }
    }

    /// DELETE /Users/{id}: two round trips. Access ends at the commit, and the resource is gone.
    static func delete(_ exchange: Exchange, id: UUID?) async throws -> Response {
        return try await holding(id, exchange, withGroups: true) { locked, transaction in
            let id = locked.user.id
            guard !locked.isProtected else { throw try await refusal(of: locked, exchange, transaction) }
            _ = try await transaction.finish(
                Offboardings.begin(locked, isDeletion: true, by: exchange.actor), Users.delete(id, by: exchange.actor),
                Events.insert(.userDeleted, subject: id, by: exchange.actor))
            exchange.jobsWereQueued()
            return Response(.noContent)
        }
    }
}

extension UserEndpoint {
    /// Reads a person, works out the wanted state, and writes what differs.
    ///
    /// - Parameter patch: what may say something about attributes that clients cannot change.
    private static func change(
        _ exchange: Exchange, id: UUID?, patch: PatchRequest? = nil, _ transform: (Resource) throws -> Resource
    ) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        return try await exchange.explainingConflicts {
            try await holding(id, exchange) { locked, transaction in
                // What the work costs depends on what is stored as well as on what was sent, of which each operation may
                // look at all that is stored.
                let bytes = locked.user.document.count + 8 * exchange.request.body.count
                let change = try await SharedPool.run(if: bytes > SharedPool.parsedBytes) {
                    try patch?.checkReadOnly { try locked.user.shown(below: exchange.baseURL) }
                    return try UserChange(locked.user, transform)
                }
                guard !change.isEmpty else { return try await answerChange(locked.user, exchange, projection) }
                let changed = try await write(change, locked, exchange, transaction)
                return try await answerChange(changed, exchange, projection)
            }
        }
    }

    /// Gives or ends access, and nothing else: whatever the document has become, it is not read for that.
    private static func changeAccess(_ exchange: Exchange, id: UUID?, _ patch: PatchRequest) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        return try await holding(id, exchange) { locked, transaction in
            let user = locked.user
            let isWanted = try patch.wantsAccess(whereItIs: user.status.isActive)
            let transition = locked.transition(toActive: isWanted)
            guard let event = transition.event else { return try await answerChange(user, exchange, projection) }
            if case .reactivate = transition, locked.isAnonymised { throw anonymous }
            guard transition != .deactivate || !locked.isProtected else {
                throw try await refusal(of: locked, exchange, transaction)
            }
            let stamp = try await transaction.finish(
                Users.update(
                    user.id, nil, transition: transition, from: user.status, replacingEmails: false,
                    replacingExternalID: false, replacingKeys: [], groupsBase: exchange.baseURL),
                then: consequences(of: transition, locked, exchange) + [
                    Events.insert(event, subject: user.id, by: exchange.actor, data: ["changed": ["active"]])
                ])
            exchange.jobsWereQueued()
            return try await answerChange(user.moved(by: transition, stamp), exchange, projection)
        }
    }

    /// Does something with a person whose row the transaction holds.
    ///
    /// A large one is let go at first, and held again when there is a place for large work: what waits for that holds
    /// neither the row nor a connection.
    ///
    /// - Parameter withGroups: whether the person's groups are held, too. They come before people, as everywhere: who
    ///   changes a group at this moment holds it first.
    private static func holding(
        _ id: UUID?, _ exchange: Exchange, withGroups: Bool = false,
        _ body: (LockedUser, Transaction) async throws -> Response
    ) async throws -> Response {
        guard let id else { throw SCIMError.notFound(.user) }
        func attempt(within bytes: Int) async throws -> Response {
            try await exchange.database.transaction { transaction in
                let held = Users.held(id, groupsBase: exchange.baseURL, within: bytes)
                let (access, found): (Access, Sized<LockedUser>)
                if withGroups {
                    (access, _, _, found) = try await transaction.pipeline(
                        exchange.authenticate, Groups.lockAll(of: id), Users.hold(id), held)
                } else {
                    (access, _, found) = try await transaction.pipeline(exchange.authenticate, Users.hold(id), held)
                }
                exchange.admit(access)
                switch found {
                case .absent: throw SCIMError.notFound(.user)
                case .tooLarge: throw LargePerson()
                case .whole(let locked):
                    try exchange.checkPreconditions(changing: locked.user.entityTag)
                    return try await body(locked, transaction)
                }
            }
        }
        do {
            return try await attempt(within: LargeWork.ordinaryPersonBytes)
        } catch is LargePerson {
            return try await exchange.large { try await attempt(within: .max) }
        }
    }

    /// The person is larger than is read on the way.
    private struct LargePerson: Error {}

    private static func write(
        _ change: UserChange, _ locked: LockedUser, _ exchange: Exchange, _ transaction: Transaction
    ) async throws -> User {
        let transition = locked.transition(toActive: change.after.attributes["active"] != .bool(false))
        if case .reactivate = transition, locked.isAnonymised, !change.changes("userName") { throw anonymous }
        guard transition != .deactivate || !locked.isProtected else {
            throw try await refusal(of: locked, exchange, transaction)
        }
        let id = locked.user.id
        let changes = JSON.array(change.attributes.map { .string($0.path) })
        let event = Events.insert(
            transition.event ?? .userUpdated, subject: id, by: exchange.actor, data: ["changed": changes])
        let update = Users.update(
            id, change.content, transition: transition, from: locked.user.status,
            replacingEmails: change.changes("emails"), replacingExternalID: change.changes("externalId"),
            replacingKeys: Array(change.keys), groupsBase: exchange.baseURL)
        let stamp = try await exchange.noticingConflicts(change.content.holders) {
            try await transaction.finish(update, then: consequences(of: transition, locked, exchange) + [event])
        }
        if transition != .none { exchange.jobsWereQueued() }
        return locked.user.changed(to: change.content, transition, stamp)
    }

    /// Somebody of whom nothing is known any more is not let in again without a name.
    private static let anonymous = SCIMError.badRequest(
        .invalidValue,
        "This person was anonymised: nothing is known any more of who they were. Send userName and the other attributes "
            + "with active, or create the person anew.")

    /// What leaving and coming back bring with them, in the same transaction.
    private static func consequences(
        of transition: UserTransition, _ locked: LockedUser, _ exchange: Exchange
    ) -> [Query<Void>] {
        switch transition {
        case .none: []
        case .deactivate: [Offboardings.begin(locked, isDeletion: false, by: exchange.actor)]
        case .reactivate: Offboardings.beginReturn(locked)
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

    /// The changed person; without any where the groups are more than an answer may hold.
    private static func answerChange(
        _ user: User, _ exchange: Exchange, _ projection: Projection
    ) async throws -> Response {
        guard !user.hasTooManyGroups || !projection.includes(attributeNamed: "groups") else {
            return Response(.noContent, headers: ["ETag": user.entityTag.description])
        }
        return try await answer(.ok, user, exchange, projection)
    }

    private static func answer(
        _ status: Status, _ user: User, _ exchange: Exchange, _ projection: Projection
    ) async throws -> Response {
        .resource(status, user.entityTag, try await user.rendered(below: exchange.baseURL, projection))
    }
}
