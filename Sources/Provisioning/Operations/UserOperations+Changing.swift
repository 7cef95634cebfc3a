internal import Directory
internal import Postgres
internal import Reactor
internal import SCIM

extension UserOperations {
    /// Reads a person, works out the wanted state, and writes what differs.
    ///
    /// - Parameter patch: what may say something about attributes that clients cannot change.
    func change(_ patch: PatchRequest? = nil, _ transform: (Resource) throws -> Resource) async throws -> Outcome {
        try await caller.explainingConflicts {
            try await holding { locked, transaction in
                // What the work costs depends on what is stored as well as on what was sent, of which each operation may
                // look at all that is stored.
                let bytes = locked.user.document.count + 8 * operation.byteCount
                let change = try await SharedPool.run(if: bytes > SharedPool.parsedBytes) {
                    try patch?.checkReadOnly { try locked.user.shown(below: caller.baseURL) }
                    return try PersonChange(of: locked, transform)
                }
                return try await carryOut(change, locked, transaction)
            }
        }
    }

    /// Gives or ends access, and nothing else.
    func changeAccess(_ patch: PatchRequest) async throws -> Outcome {
        try await holding { locked, transaction in
            let isWanted = try patch.wantsAccess(whereItIs: locked.user.status.isActive)
            return try await carryOut(PersonChange(of: locked, toActive: isWanted), locked, transaction)
        }
    }

    /// Does something with the person, whose row the transaction holds.
    ///
    /// A large one is let go at first, and held again when there is a place for large work: what waits for that holds
    /// neither the row nor a connection.
    ///
    /// - Parameter withGroups: whether the person's groups are held, too. They come before people, as everywhere: who
    ///   changes a group at this moment holds it first.
    func holding(
        withGroups: Bool = false, _ body: (LockedUser, Transaction) async throws -> Outcome
    ) async throws -> Outcome {
        let id = try operation.identifier()
        func attempt(within bytes: Int) async throws -> Outcome {
            try await caller.database.transaction { transaction in
                let held = Users.held(id, groupsBase: caller.baseURL, within: bytes)
                let (access, found): (Access, Sized<LockedUser>)
                if withGroups {
                    (access, _, _, found) = try await transaction.pipeline(
                        caller.authenticate, Groups.lockAll(of: id), Users.hold(id), held)
                } else {
                    (access, _, found) = try await transaction.pipeline(caller.authenticate, Users.hold(id), held)
                }
                caller.admit(access)
                switch found {
                case .absent: throw SCIMError.notFound(.user)
                case .tooLarge: throw LargePerson()
                case .whole(let locked):
                    try operation.checkPreconditions(changing: locked.user.entityTag)
                    return try await body(locked, transaction)
                }
            }
        }
        do {
            return try await attempt(within: LargeWork.ordinaryPersonBytes)
        } catch is LargePerson {
            return try await caller.large { try await attempt(within: .max) }
        }
    }

    /// The person is larger than is read on the way.
    private struct LargePerson: Error {}

    /// Writes a change, if there is any and nothing speaks against it, and shows the person.
    private func carryOut(
        _ change: PersonChange?, _ locked: LockedUser, _ transaction: Transaction
    ) async throws -> Outcome {
        guard let change else { return try await shownAfterChange(locked.user) }
        if let refusal = change.refusal { throw try await refused(refusal, locked, transaction) }
        let (update, consequences) = change.statements(by: caller.actor, groupsBase: caller.baseURL)
        let stamp = try await caller.noticingConflicts(change.content?.holders ?? [:]) {
            try await transaction.finish(update, then: consequences)
        }
        if change.transition != .none { caller.jobsWereQueued() }
        return try await shownAfterChange(change.after(stamp))
    }

    /// Records what was refused, where somebody needs to know, and changes nothing else.
    func refused(
        _ refusal: PersonRefusal, _ locked: LockedUser, _ transaction: Transaction
    ) async throws -> SCIMError {
        if let event = refusal.event(about: locked, by: caller.actor) { _ = try await transaction.finish(event) }
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
    private func shownAfterChange(_ user: User) async throws -> Outcome {
        guard !user.hasTooManyGroups || !operation.projection.includes(attributeNamed: "groups") else {
            return .changed(user.entityTag)
        }
        return try await shown(user)
    }
}
