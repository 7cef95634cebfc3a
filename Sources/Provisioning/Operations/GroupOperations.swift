internal import Directory
internal import FoundationEssentials
internal import Postgres
internal import SCIM

/// What can be done with groups (RFC 7644 section 3).
struct GroupOperations {
    /// A PATCH answers with the resource up to this many members, and with 204 above.
    static let answeredMembers = 100

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

    /// One round trip, two for the members of a large group.
    private func find() async throws -> Outcome {
        let id = try operation.identifier()
        let group = try await read(id, members: members(upTo: LargeWork.ordinaryMembers))
        return try await operation.showing(group.entityTag) {
            guard operation.projection.showsMembers, group.memberCount > LargeWork.ordinaryMembers else {
                return try await shown(group)
            }
            guard group.memberCount <= Limits.membersPerAnswer else { throw SCIMError.tooManyMembers }
            return try await caller.large { try await findLarge(id) }
        }
    }

    /// The group with all its members, which are many.
    private func findLarge(_ id: UUID) async throws -> Outcome {
        let group = try await read(id, members: .upTo(Limits.membersPerAnswer))
        guard group.memberCount <= Limits.membersPerAnswer else { throw SCIMError.tooManyMembers }
        return try await shown(group)
    }

    private func read(_ id: UUID, members: MemberSelection) async throws -> Group {
        let query = Groups.find(id, members: members)
        let isShort = members.limit <= LargeWork.ordinaryMembers
        let (access, group) = try await caller.database.pipeline(caller.authenticate, isShort ? query.short : query)
        caller.admit(access)
        guard let group else { throw SCIMError.notFound(.group) }
        return group
    }

    /// One round trip, two with members.
    private func create(_ resource: Resource) async throws -> Outcome {
        let change = GroupChange(id: .version7(), before: nil, after: resource, members: WantedMembers(allOf: resource))
        let group = try await caller.explainingConflicts {
            try await caller.database.transaction { transaction in
                let (access, known) = try await transaction.pipeline(
                    caller.authenticate, GroupMembers.known(change.members.added))
                caller.admit(access)
                let plan = try await plan(change, current: [], known: known, transaction)
                return try await write(change, plan, reading: members(upTo: Limits.membersPerAnswer), transaction)
            }
        }
        return .created(group.entityTag, at: group.location(below: caller.baseURL), try await rendered(group))
    }

    /// Two round trips. A body without `members` leaves them alone; an empty list empties the group.
    private func replace(_ wanted: Replacement) async throws -> Outcome {
        let members = wanted.names("members") ? WantedMembers(allOf: wanted.resource) : WantedMembers([])
        return try await change(members, limit: Limits.membersPerAnswer) { _ in wanted.resource }
    }

    /// Two round trips, whose cost does not depend on how many members the group has.
    private func patch(_ patch: PatchRequest) async throws -> Outcome {
        let (rest, members) = try patch.separating(attribute: "members")
        return try await change(WantedMembers(members), limit: Self.answeredMembers, patch: rest) {
            try rest.apply(to: $0)
        }
    }

    /// Two round trips.
    private func delete() async throws -> Outcome {
        let id = try operation.identifier()
        return try await caller.database.transaction { transaction in
            let (access, _, found) = try await transaction.pipeline(
                caller.authenticate, Groups.hold(id), Groups.find(id, members: .none))
            caller.admit(access)
            try check(found)
            _ = try await transaction.finish(
                Groups.noteLeaving(id), Environments.unassignAll(from: id, by: caller.actor), Groups.delete(id),
                Events.insert(.groupDeleted, subject: id, by: caller.actor))
            return .deleted
        }
    }

    /// The group as the client gets to see it.
    func shown(_ group: Group) async throws -> Outcome {
        .shown(group.entityTag, at: group.location(below: caller.baseURL), try await rendered(group))
    }

    private func rendered(_ group: Group) async throws -> [UInt8] {
        try await group.rendered(below: caller.baseURL, operation.projection)
    }

    /// The members that an answer has to hold, where they are no more than so many.
    func members(upTo limit: Int) -> MemberSelection {
        operation.projection.members(upTo: limit)
    }
}

extension Projection {
    /// Whether an answer holds anything of a group's members.
    var showsMembers: Bool { includes(attributeNamed: "members") }

    /// The members that an answer has to hold, where they are no more than so many.
    func members(upTo limit: Int) -> MemberSelection {
        showsMembers ? .upTo(limit) : .none
    }
}
