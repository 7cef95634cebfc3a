public import FoundationEssentials
public import SCIM

/// What a request wants of a group's members, and whom it names.
///
/// Made where the body is read, which for a long one is not on the loop: putting ten thousand names in order takes
/// milliseconds.
public struct WantedMembers: Sendable {
    /// What is wanted, in order.
    public let changes: [MembershipChange]
    /// The people who are to be put into the group, in the order of their identifiers.
    public let added: [UUID]
    /// The people who are named at all, in the order of their identifiers.
    public let named: [UUID]

    /// Puts in order whom changes name.
    public init(_ changes: [MembershipChange]) {
        self.changes = changes
        added = Self.unique(changes.flatMap(\.added))
        named = Self.unique(changes.flatMap { $0.added + $0.removed })
    }

    /// Whether it cannot be worked out without knowing everybody in the group.
    public var replacesAll: Bool {
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

extension MembershipChange {
    fileprivate var added: [String] {
        switch self {
        case .add(let ids), .replace(let ids): ids
        case .remove, .removeAll: []
        }
    }

    fileprivate var removed: [String] {
        if case .remove(let ids) = self { ids } else { [] }
    }
}
