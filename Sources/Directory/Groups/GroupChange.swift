public import FoundationEssentials
internal import JSON
public import Postgres
public import SCIM

/// What a request wants of a group, before it is known which of it makes a difference.
public struct GroupChange: Sendable {
    /// The group.
    public let id: UUID
    /// The group as it is, without members; nil where it is to be made.
    public let before: Resource?
    /// The group as it is wanted, without members.
    public let after: Resource
    /// What is wanted of its members.
    public let members: WantedMembers

    /// A change of a group, or a new one where there is none before.
    public init(id: UUID, before: Resource?, after: Resource, members: WantedMembers) {
        self.id = id
        self.before = before
        self.after = after
        self.members = members
    }

    /// What differs.
    ///
    /// - Parameters:
    ///   - current: who of the people that the request names is in the group, or everybody who is.
    ///   - known: who of the people that are to be added exists.
    /// - Throws: where somebody does not exist.
    public func plan(current: [UUID], known: [UUID]) throws(UnknownMembers) -> MembershipPlan {
        try MembershipPlan(members.changes, current: Set(current), known: Set(known))
    }

    /// What is stored afterwards.
    public var content: GroupContent { GroupContent(of: after) }

    /// The statements that make the difference, with the events that tell it; none where nothing differs.
    public func statements(_ plan: MembershipPlan, by actor: Actor) -> [Query<Void>] {
        var statements: [Query<Void>] = []
        let content = self.content
        if let before {
            let changed = after.changedAttributes(comparedTo: before).filter { $0 != "members" }
            if !changed.isEmpty {
                let names = JSON.array(changed.map(JSON.string))
                statements.append(Groups.update(id, content))
                statements.append(Events.insert(.groupUpdated, subject: id, by: actor, data: ["changed": names]))
            }
        } else {
            statements.append(Groups.insert(id, content).map { _ in })
            statements.append(Events.insert(.groupCreated, subject: id, by: actor))
        }
        statements += memberStatements(plan, by: actor)
        // A new group begins with version 1; every change of one that was there raises it.
        if before != nil, !statements.isEmpty { statements.append(Groups.touch(id)) }
        return statements
    }

    private func memberStatements(_ plan: MembershipPlan, by actor: Actor) -> [Query<Void>] {
        guard !plan.isEmpty else { return [] }
        var statements: [Query<Void>] = []
        if !plan.removed.isEmpty { statements.append(GroupMembers.delete(plan.removed, from: id)) }
        if !plan.added.isEmpty { statements.append(GroupMembers.insert(plan.added, into: id)) }
        statements.append(GroupMembers.note(plan.removed + plan.added, of: id))
        statements.append(
            Events.insert(
                .groupMembersChanged, subject: id, by: actor, added: Array(plan.added), removed: Array(plan.removed)))
        return statements
    }
}
