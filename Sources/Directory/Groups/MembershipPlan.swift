public import FoundationEssentials
internal import SCIM

/// Who joins and who leaves a group: the net of all that a request wants, in its order.
public struct MembershipPlan: Sendable, Hashable {
    /// Who joins, in the order of their identifiers.
    public let added: [UUID]
    /// Who leaves, in the order of their identifiers.
    public let removed: [UUID]

    /// Whether nobody joins and nobody leaves.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty }

    /// Works out the difference. Somebody who is in already, or is not in anyway, makes none.
    ///
    /// - Parameters:
    ///   - current: who of the mentioned people is in the group; everybody who is, where a change replaces all.
    ///   - known: who of the people to be added exists.
    /// - Throws: where people are to be added who do not exist: another tenant's people do not exist either.
    init(_ changes: [MembershipChange], current: Set<UUID>, known: Set<UUID>) throws(UnknownMembers) {
        var wanted = current
        for change in changes {
            switch change {
            case .add(let ids): try wanted.formUnion(Self.existing(ids, known))
            case .remove(let ids): wanted.subtract(ids.compactMap(UUID.init(text:)))
            case .replace(let ids): wanted = try Self.existing(ids, known)
            case .removeAll: wanted = []
            }
        }
        added = wanted.subtracting(current).sorted()
        removed = current.subtracting(wanted).sorted()
    }

    private static func existing(_ ids: [String], _ known: Set<UUID>) throws(UnknownMembers) -> Set<UUID> {
        var users: Set<UUID> = []
        var unknown: [String] = []
        for id in ids {
            if let user = UUID(text: id), known.contains(user) { users.insert(user) } else { unknown.append(id) }
        }
        guard unknown.isEmpty else { throw UnknownMembers(ids: unknown) }
        return users
    }
}
