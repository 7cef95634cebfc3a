internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import Postgres
internal import Reactor
internal import SCIM

extension UserEndpoint {
    /// Reads a person, works out the wanted state, and writes what differs.
    ///
    /// - Parameter patch: what may say something about attributes that clients cannot change.
    static func change(
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
                    return try PersonChange(of: locked, transform)
                }
                return try await carryOut(change, locked, exchange, transaction, projection)
            }
        }
    }

    /// Gives or ends access, and nothing else.
    static func changeAccess(_ exchange: Exchange, id: UUID?, _ patch: PatchRequest) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .user)
        return try await holding(id, exchange) { locked, transaction in
            let isWanted = try patch.wantsAccess(whereItIs: locked.user.status.isActive)
            let change = PersonChange(of: locked, toActive: isWanted)
            return try await carryOut(change, locked, exchange, transaction, projection)
        }
    }

    /// Does something with a person whose row the transaction holds.
    ///
    /// A large one is let go at first, and held again when there is a place for large work: what waits for that holds
    /// neither the row nor a connection.
    ///
    /// - Parameter withGroups: whether the person's groups are held, too. They come before people, as everywhere: who
    ///   changes a group at this moment holds it first.
    static func holding(
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

    /// Writes a change, if there is any and nothing speaks against it, and answers with the person.
    private static func carryOut(
        _ change: PersonChange?, _ locked: LockedUser, _ exchange: Exchange, _ transaction: Transaction,
        _ projection: Projection
    ) async throws -> Response {
        guard let change else { return try await answerChange(locked.user, exchange, projection) }
        if let refusal = change.refusal { throw try await refused(refusal, locked, exchange, transaction) }
        let (update, consequences) = change.statements(by: exchange.actor, groupsBase: exchange.baseURL)
        let stamp = try await exchange.noticingConflicts(change.content?.holders ?? [:]) {
            try await transaction.finish(update, then: consequences)
        }
        if change.transition != .none { exchange.jobsWereQueued() }
        return try await answerChange(change.after(stamp), exchange, projection)
    }

    /// Records what was refused, where somebody needs to know, and changes nothing else.
    static func refused(
        _ refusal: PersonRefusal, _ locked: LockedUser, _ exchange: Exchange, _ transaction: Transaction
    ) async throws -> SCIMError {
        if let event = refusal.event(about: locked, by: exchange.actor) { _ = try await transaction.finish(event) }
        return switch refusal {
        case .protected(let role):
            .forbidden(
                "This person is an \(role.rawValue) and cannot be deactivated by provisioning. Change the role first.")
        case .anonymous:
            .badRequest(
                .invalidValue,
                "This person was anonymised: nothing is known any more of who they were. Send userName and the other "
                    + "attributes with active, or create the person anew.")
        }
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
}
