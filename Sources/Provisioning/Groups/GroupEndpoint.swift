internal import Directory
internal import FoundationEssentials
internal import HTTPServer
internal import JSON
internal import Postgres
internal import Reactor
internal import SCIM

/// What can be done with groups (RFC 7644 section 3).
enum GroupEndpoint {
    /// A PATCH answers with the resource up to this many members, and with 204 above.
    static let answeredMembers = 100
    /// What is done with so many members is worked out on the loop, with more elsewhere.
    private static let changedMembers = 500

    /// GET /Groups/{id}: one round trip, two for the members of a large group.
    static func get(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .group)
        guard let id else { throw SCIMError.notFound(.group) }
        let (access, group) = try await exchange.database.pipeline(
            exchange.authenticate,
            Groups.find(id, members: exchange.members(projection, upTo: LargeWork.ordinaryMembers)).short)
        exchange.admit(access)
        guard let group else { throw SCIMError.notFound(.group) }
        return try await exchange.answer(reading: group.entityTag) {
            guard projection.showsMembers, group.memberCount > LargeWork.ordinaryMembers else {
                return try await answer(.ok, group, exchange, projection)
            }
            guard group.memberCount <= Limits.membersPerAnswer else { throw SCIMError.tooManyMembers }
            return try await exchange.large { try await getLarge(exchange, id, projection) }
        }
    }

    /// A group with all its members, which are many.
    private static func getLarge(_ exchange: Exchange, _ id: UUID, _ projection: Projection) async throws -> Response {
        let (access, group) = try await exchange.database.pipeline(
            exchange.authenticate, Groups.find(id, members: .upTo(Limits.membersPerAnswer)))
        exchange.admit(access)
        guard let group else { throw SCIMError.notFound(.group) }
        guard group.memberCount <= Limits.membersPerAnswer else { throw SCIMError.tooManyMembers }
        return try await answer(.ok, group, exchange, projection)
    }

    /// POST /Groups: one round trip, two with members.
    static func create(_ exchange: Exchange) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .group)
        let change = try await exchange.body { body in
            let resource = try Resource(parsing: body, as: .group)
            let members = WantedMembers(allOf: resource)
            return GroupChange(id: .version7(), before: nil, after: resource, members: members)
        }
        let group = try await exchange.explainingConflicts {
            try await exchange.database.transaction { transaction in
                let (access, known) = try await transaction.pipeline(
                    exchange.authenticate, GroupMembers.known(change.members.added))
                exchange.admit(access)
                let plan = try await plan(change, current: [], known: known, transaction)
                let reading = exchange.members(projection, upTo: Limits.membersPerAnswer)
                return try await write(change, plan, reading: reading, exchange, transaction)
            }
        }
        var response = try await answer(.created, group, exchange, projection)
        response.headers.set("Location", to: group.location(below: exchange.baseURL))
        return response
    }

    /// PUT /Groups/{id}: two round trips. A body without `members` leaves them alone; an empty list empties the group.
    static func replace(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let (wanted, members) = try await exchange.body { body in
            let wanted = try Resource(parsing: body, as: .group)
            let namesMembers = body.objectValue?.names.contains { Headers.isSame($0, "members") } ?? false
            return (wanted, namesMembers ? WantedMembers(allOf: wanted) : WantedMembers([]))
        }
        return try await change(exchange, id: id, members: members, limit: Limits.membersPerAnswer) { _ in wanted }
    }

    /// PATCH /Groups/{id}: two round trips, whose cost does not depend on how many members the group has.
    static func patch(_ exchange: Exchange, id: UUID?) async throws -> Response {
        let (rest, members) = try await exchange.body { body in
            let (rest, members) = try PatchRequest(parsing: body, for: .group).separating(attribute: "members")
            return (rest, WantedMembers(members))
        }
        return try await change(exchange, id: id, members: members, limit: answeredMembers, patch: rest) {
            try rest.apply(to: $0)
        }
    }

    /// DELETE /Groups/{id}: two round trips.
    static func delete(_ exchange: Exchange, id: UUID?) async throws -> Response {
        guard let id else { throw SCIMError.notFound(.group) }
        return try await exchange.database.transaction { transaction in
            let (access, _, found) = try await transaction.pipeline(
                exchange.authenticate, Groups.hold(id), Groups.find(id, members: .none))
            exchange.admit(access)
            try check(found, exchange)
            _ = try await transaction.finish(
                Groups.noteLeaving(id), Environments.unassignAll(from: id, by: exchange.actor), Groups.delete(id),
                Events.insert(.groupDeleted, subject: id, by: exchange.actor))
            return Response(.noContent)
        }
    }
}

extension GroupEndpoint {
    /// Holds a group, works out what differs, and writes it.
    ///
    /// - Parameters:
    ///   - limit: above so many members the answer is 204; or, to somebody who has asked for some attributes only, those
    ///     of them that are no members (RFC 7644 section 3.5.2).
    ///   - patch: what may say something about attributes that clients cannot change.
    private static func change(
        _ exchange: Exchange, id: UUID?, members: WantedMembers, limit: Int, patch: PatchRequest? = nil,
        _ transform: (Resource) throws -> Resource
    ) async throws -> Response {
        let projection = try SearchRequest(query: exchange.request.query).projection(for: .group)
        guard let id else { throw SCIMError.notFound(.group) }
        let group = try await exchange.explainingConflicts {
            try await exchange.database.transaction { transaction in
                let (access, _, found, current, known) = try await transaction.pipeline(
                    exchange.authenticate, Groups.hold(id), Groups.find(id, members: .none),
                    members.replacesAll ? GroupMembers.all(in: id) : GroupMembers.present(members.named, in: id),
                    GroupMembers.known(members.added))
                exchange.admit(access)
                let stored = try check(found, exchange)
                try patch?.checkReadOnly { try stored.shownWithoutMembers(below: exchange.baseURL) }
                let before = stored.resource
                let change = GroupChange(id: id, before: before, after: try transform(before), members: members)
                let plan = try await plan(change, current: current, known: known, transaction)
                let reading = exchange.members(projection, upTo: limit)
                return try await write(change, plan, reading: reading, exchange, transaction)
            }
        }
        let showsTooMany = group.memberCount > limit && projection.includes(attributeNamed: "members")
        if showsTooMany, projection.isEverything {
            return Response(.noContent, headers: ["ETag": group.entityTag.description])
        }
        return try await answer(.ok, group, exchange, projection)
    }

    /// Works out who joins and who leaves; whom the request names in vain is looked for among the groups.
    private static func plan(
        _ change: GroupChange, current: [UUID], known: [UUID], _ transaction: Transaction
    ) async throws -> MembershipPlan {
        do {
            return try await SharedPool.run(if: current.count + known.count > changedMembers) {
                try change.plan(current: current, known: known)
            }
        } catch let error as UnknownMembers {
            throw error.scimError(groups: try await transaction.pipeline(Groups.known(error.identifiers)))
        }
    }

    @discardableResult
    private static func check(_ found: Group?, _ exchange: Exchange) throws -> Group {
        guard let group = found else { throw SCIMError.notFound(.group) }
        try exchange.checkPreconditions(changing: group.entityTag)
        return group
    }

    /// The last round trip: what changes, the events that tell it, and the group as it is then.
    private static func write(
        _ change: GroupChange, _ plan: MembershipPlan, reading members: MemberSelection, _ exchange: Exchange,
        _ transaction: Transaction
    ) async throws -> Group {
        let writes = await SharedPool.run(if: plan.added.count + plan.removed.count > changedMembers) {
            change.statements(plan, by: exchange.actor)
        }
        let group = try await exchange.noticingConflicts(change.content.holders) {
            try await transaction.finish(writes, then: Groups.find(change.id, members: members))
        }
        guard let group else { throw SCIMError.notFound(.group) }
        return group
    }

    private static func answer(
        _ status: Status, _ group: Group, _ exchange: Exchange, _ projection: Projection
    ) async throws -> Response {
        .resource(status, group.entityTag, try await group.rendered(below: exchange.baseURL, projection))
    }
}

extension Exchange {
    /// The members that an answer has to hold, where they are no more than so many.
    func members(_ projection: Projection, upTo limit: Int) -> MemberSelection {
        projection.showsMembers ? .upTo(limit) : .none
    }
}

extension Projection {
    /// Whether an answer holds anything of a group's members.
    var showsMembers: Bool { includes(attributeNamed: "members") }
}
