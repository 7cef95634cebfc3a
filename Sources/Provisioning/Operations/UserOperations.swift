internal import Directory
internal import Postgres
internal import SCIM

/// What can be done with people (RFC 7644 section 3).
struct UserOperations {
    let operation: Operation
    let caller: Caller

    init(_ operation: Operation, _ caller: Caller) {
        self.operation = operation
        self.caller = caller
    }

    /// Does what is wanted.
    func run() async throws -> Outcome {
        switch operation.action {
        case .find: try await find()
        case .create(let resource): try await create(resource)
        case .replace(let wanted): try await replace(wanted)
        case .patch(let patch): try await self.patch(patch)
        case .delete: try await delete()
        }
    }

    /// One round trip, two for a large person.
    private func find() async throws -> Outcome {
        let id = try operation.identifier()
        let groupsBase = operation.projection.includes(attributeNamed: "groups") ? caller.baseURL : nil
        func read(_ query: Query<Sized<User>>) async throws -> Outcome? {
            let (access, found) = try await caller.database.pipeline(caller.authenticate, query)
            caller.admit(access)
            switch found {
            case .absent: throw SCIMError.notFound(.user)
            case .tooLarge: return nil
            case .whole(let user): return try await operation.showing(user.entityTag) { try await shown(user) }
            }
        }
        let ordinary = Users.find(id, groupsBase: groupsBase, within: LargeWork.ordinaryPersonBytes).short
        if let outcome = try await read(ordinary) { return outcome }
        return try await caller.large {
            guard let outcome = try await read(Users.find(id, groupsBase: groupsBase, within: .max)) else {
                throw SCIMError.notFound(.user)
            }
            return outcome
        }
    }

    /// One round trip.
    private func create(_ resource: Resource) async throws -> Outcome {
        let creation = try PersonCreation(resource)
        let (access, stamp, _) = try await caller.explainingConflicts {
            try await caller.noticingConflicts(creation.content.holders) {
                try await caller.database.pipeline(
                    caller.authenticate, creation.insertion, creation.event(by: caller.actor))
            }
        }
        caller.admit(access)
        let user = creation.person(stamp)
        return .created(user.entityTag, at: user.location(below: caller.baseURL), try await rendered(user))
    }

    /// Two round trips.
    ///
    /// What the body leaves out is unassigned, except `active`: only an identity provider that says so changes that.
    private func replace(_ wanted: Replacement) async throws -> Outcome {
        try await change { _ in wanted.resource }
    }

    /// Two round trips.
    private func patch(_ patch: PatchRequest) async throws -> Outcome {
        if patch.isAboutAccessOnly { return try await changeAccess(patch) }
        return try await change(patch) { try patch.apply(to: $0) }
    }

    /// Two round trips. Access ends at the commit, and the resource is gone.
    private func delete() async throws -> Outcome {
        try await holding(withGroups: true) { locked, transaction in
            let removal = PersonRemoval(of: locked)
            if let refusal = removal.refusal { throw try await refused(refusal, locked, transaction) }
            try await transaction.finish(removal.statements(by: caller.actor))
            caller.jobsWereQueued()
            return .deleted
        }
    }

    /// The person as the client gets to see them.
    func shown(_ user: User) async throws -> Outcome {
        .shown(user.entityTag, at: user.location(below: caller.baseURL), try await rendered(user))
    }

    private func rendered(_ user: User) async throws -> [UInt8] {
        try await user.rendered(below: caller.baseURL, operation.projection)
    }
}
