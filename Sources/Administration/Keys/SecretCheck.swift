public import Directory

/// Whether a key or a session counts, and if not, why.
public struct SecretCheck: Sendable {
    /// Why a secret does not count; the raw value is what programs see.
    public enum Refusal: String, Sendable, Hashable, CaseIterable {
        /// Form or checksum show that nobody ever issued it.
        case malformed
        /// It is a secret of another kind.
        case otherKind = "other_kind"
        /// The tenant never issued it.
        case unknown
        /// The tenant is suspended or offboarded.
        case tenantNotServed = "tenant_not_served"
        /// The person was deleted.
        case deleted
        /// The person is deactivated.
        case deactivated
        /// The person has not finished setting up.
        case pending
        /// The key was revoked, or the session ended.
        case ended
        /// It is from before the person was deactivated and came back.
        case fromBefore = "from_before_deactivation"
        /// Its time is over.
        case expired
        /// The person has no membership in the organisation.
        case noMembership = "no_membership"
        /// It is for an environment of teams, and the person is in none of them.
        case outsideTeams = "outside_teams"
    }

    /// Why it does not count; nil where it does.
    public let refusal: Refusal?
    /// What it gives, where it counts.
    public let introspection: Introspection?
    /// What is known of it, where it was ever issued.
    public let standing: SecretStanding?
}

extension SecretCheck {
    static func refused(_ refusal: Refusal) -> SecretCheck {
        SecretCheck(refusal: refusal, introspection: nil, standing: nil)
    }

    /// What the database says. The introspection decides, as it does for the operator's product; the rest explains.
    init(_ introspection: Introspection?, _ standing: SecretStanding?, in tenant: Tenant) {
        let isServed = tenant.status != .suspended && tenant.status != .offboarded
        let counts = introspection != nil && isServed
        self.introspection = counts ? introspection : nil
        self.standing = standing
        refusal = counts ? nil : isServed ? standing?.refusal ?? .unknown : .tenantNotServed
    }
}

extension SecretStanding {
    /// The first reason why it does not count.
    fileprivate var refusal: SecretCheck.Refusal? {
        if isPersonDeleted { return .deleted }
        if status == .deactivated { return .deactivated }
        if status == .pending { return .pending }
        if isEnded { return .ended }
        if isFromBefore { return .fromBefore }
        if isExpired { return .expired }
        if !isMember { return .noMembership }
        return isOutsideTeams ? .outsideTeams : nil
    }
}
