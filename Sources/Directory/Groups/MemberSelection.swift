/// Which members are read with a group.
public enum MemberSelection: Sendable, Hashable {
    /// None: the cost does not depend on the group.
    case none
    /// All of them, with references below a base URL.
    case all(base: String)
    /// The first ones, with references below a base URL.
    case first(Int, base: String)

    var base: String {
        switch self {
        case .none: ""
        case .all(let base), .first(_, let base): base
        }
    }

    /// The value for LIMIT; NULL is no limit.
    var limit: Int? {
        switch self {
        case .none: 0
        case .all: nil
        case .first(let count, _): count
        }
    }
}
