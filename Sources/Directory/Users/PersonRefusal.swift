internal import JSON
public import Postgres

/// Why a change of a person must not be.
public enum PersonRefusal: Sendable, Hashable {
    /// The role puts the person beyond the reach of provisioning.
    case protected(Role)
    /// Nothing is known any more of who the person was: without a name they are not let in again.
    case anonymous
}

extension LockedUser {
    /// Why an identity provider must not end the person's access.
    var refusalToLeave: PersonRefusal? { isProtected ? .protected(role) : nil }
}

extension PersonRefusal {
    /// The event that tells who wanted it, or nil where nobody needs to know. It is the only thing that is written.
    public func event(about person: LockedUser, by actor: Actor) -> Query<Void>? {
        switch self {
        case .protected(let role):
            Events.insert(
                .userDeactivationRefused, subject: person.user.id, by: actor, data: ["role": .string(role.rawValue)])
        case .anonymous: nil
        }
    }
}
