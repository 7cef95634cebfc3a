internal import Directory
internal import FoundationEssentials
internal import SCIM

/// Who joins and who leaves a group: the net of all that a request wants, in its order.
struct MembershipPlan: Equatable {
    /// Who joins, in the order of their identifiers.
    let added: [UUID]
    /// Who leaves, in the order of their identifiers.
    let removed: [UUID]

    var isEmpty: Bool { added.isEmpty && removed.isEmpty }

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

extension MembershipPlan {
    /// The people whom changes put into a group.
    static func users(addedBy changes: [MembershipChange]) -> [UUID] {
        unique(
            changes.flatMap { change -> [String] in
                switch change {
                case .add(let ids), .replace(let ids): ids
                case .remove, .removeAll: []
                }
            })
    }

    /// The people whom changes name at all.
    static func users(mentionedBy changes: [MembershipChange]) -> [UUID] {
        unique(
            changes.flatMap { change -> [String] in
                switch change {
                case .add(let ids), .replace(let ids), .remove(let ids): ids
                case .removeAll: []
                }
            })
    }

    /// Whether changes cannot be worked out without knowing everybody in the group.
    static func replacesAll(_ changes: [MembershipChange]) -> Bool {
        changes.contains { change in
            switch change {
            case .replace, .removeAll: true
            case .add, .remove: false
            }
        }
    }

    private static func unique(_ ids: [String]) -> [UUID] {
        Set(ids.compactMap(UUID.init(text:))).sorted()
    }
}
