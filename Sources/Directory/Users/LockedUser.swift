/// A person whose row the transaction holds, with what decides about changes of their life.
public struct LockedUser: Sendable {
    /// The person as stored.
    public let user: User
    /// The role in the organisation.
    public let role: Role
    /// Whether the person has finished setting up.
    public let isSetUp: Bool
    /// Whether a connection made the person, and not somebody by hand.
    public let isProvisioned: Bool
    /// Raised each time that the person leaves or comes back.
    public let generation: Int64
    /// Sessions and keys from before this instant count no more.
    public let accessEpoch: Timestamp
    /// Whether what is stored stands in the place of what was anonymised.
    public let isAnonymised: Bool
}

extension LockedUser {
    /// Whether an identity provider may end this person's access.
    ///
    /// Owners are beyond its reach, and so are administrators made by hand: a broken sync must not lock the customer
    /// out of its own tenant.
    public var isProtected: Bool {
        switch role {
        case .owner: true
        case .admin, .enterpriseAdmin: !isProvisioned
        case .blank, .readOnly, .user: false
        }
    }

    /// What a wish for access, or for its end, does to the person.
    public func transition(toActive active: Bool) -> UserTransition {
        switch (user.status.isActive, active) {
        case (true, false): .deactivate
        case (false, true): .reactivate(as: isSetUp ? .active : .pending)
        default: .none
        }
    }
}
