internal import Directory
internal import FoundationEssentials
internal import Postgres
internal import Reactor
internal import SCIM

extension GroupOperations {
    /// What is done with so many members is worked out on the loop, with more elsewhere.
    private static let changedMembers = 500

    /// Holds the group, works out what differs, and writes it.
    ///
    /// - Parameters:
    ///   - limit: above so many members the answer is 204; or, to somebody who has asked for some attributes only, those
    ///     of them that are no members (RFC 7644 section 3.5.2).
    ///   - patch: what may say something about attributes that clients cannot change.
    func change(
        _ members: WantedMembers, limit: Int, patch: PatchRequest? = nil, _ transform: (Resource) throws -> Resource
    ) async throws -> Outcome {
        let id = try operation.identifier()
        let group = try await caller.explainingConflicts {
            try await caller.database.transaction { transaction in
                let (access, _, found, current, known) = try await transaction.pipeline(
                    caller.authenticate, Groups.hold(id), Groups.find(id, members: .none),
                    members.replacesAll ? GroupMembers.all(in: id) : GroupMembers.present(members.named, in: id),
                    GroupMembers.known(members.added))
                caller.admit(access)
                let stored = try check(found)
                try patch?.checkReadOnly { try stored.shownWithoutMembers(below: caller.baseURL) }
                let before = stored.resource
                let change = GroupChange(id: id, before: before, after: try transform(before), members: members)
                let plan = try await plan(change, current: current, known: known, transaction)
                return try await write(change, plan, reading: self.members(upTo: limit), transaction)
            }
        }
        let showsTooMany = group.memberCount > limit && operation.projection.showsMembers
        if showsTooMany, operation.projection.isEverything { return .changed(group.entityTag) }
        return try await shown(group)
    }

    /// Works out who joins and who leaves; whom the request names in vain is looked for among the groups.
    func plan(
        _ change: GroupChange, current: [UUID], known: [UUID], _ transaction: Transaction
    ) async throws -> MembershipPlan {
        do {
            return try await SharedPool.run(if: current.count + known.count > Self.changedMembers) {
                try change.plan(current: current, known: known)
            }
        } catch let error as UnknownMembers {
            throw error.scimError(groups: try await transaction.pipeline(Groups.known(error.identifiers)))
        }
    }

    /// Lets a change of a group go on.
    ///
    /// - Throws: a 404 where there is none, a 412 where the client knows another version.
    @discardableResult
    func check(_ found: Group?) throws(SCIMError) -> Group {
        guard let group = found else { throw .notFound(.group) }
        try operation.checkPreconditions(changing: group.entityTag)
        return group
    }

    /// The last round trip: what changes, the events that tell it, and the group as it is then.
    func write(
        _ change: GroupChange, _ plan: MembershipPlan, reading members: MemberSelection, _ transaction: Transaction
    ) async throws -> Group {
        let writes = await SharedPool.run(if: plan.added.count + plan.removed.count > Self.changedMembers) {
            change.statements(plan, by: caller.actor)
        }
        let group = try await caller.noticingConflicts(change.content.holders) {
            try await transaction.finish(writes, then: Groups.find(change.id, members: members))
        }
        guard let group else { throw SCIMError.notFound(.group) }
        return group
    }
}
