/// A change of where a person is in their life.
public enum UserTransition: Sendable, Hashable {
    /// The person stays where they are.
    case none
    /// Access ends at the commit.
    case deactivate
    /// The person comes back on the same id.
    case reactivate(as: UserStatus)

    /// The status afterwards.
    public func status(from status: UserStatus) -> UserStatus {
        switch self {
        case .none: status
        case .deactivate: .deactivated
        case .reactivate(let restored): restored
        }
    }

    /// The event that tells it, or nil where nothing changes.
    public var event: EventKind? {
        switch self {
        case .none: nil
        case .deactivate: .userDeactivated
        case .reactivate: .userReactivated
        }
    }
}
