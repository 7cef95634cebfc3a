/// What has to be done when somebody leaves; each a job of its own with a receipt of its own.
public enum Effect: String, Sendable, Hashable, CaseIterable {
    /// Revokes every key of the person, for ever.
    case revokeKeys = "revoke_keys"
    /// Ends every sign-in session of the person.
    case endSessions = "end_sessions"
    /// Marks the membership as deleted; its role stays with it.
    case softDeleteMembership = "soft_delete_membership"
    /// Tells the operator's product.
    case notify
}
