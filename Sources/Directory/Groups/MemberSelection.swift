/// Which members are read with a group.
public enum MemberSelection: Sendable, Hashable {
    /// None: the cost does not depend on the group.
    case none
    /// All of them, where they are no more than that; otherwise none. Of a page, as many groups as have no more together,
    /// and the first in any case.
    case upTo(Int)

    /// The most that are read.
    public var limit: Int {
        switch self {
        case .none: 0
        case .upTo(let limit): limit
        }
    }
}
