/// Where a person is in their life in a tenant.
public enum UserStatus: String, Sendable, Hashable, CaseIterable {
    /// Provisioned; has not signed in and finished setting up.
    case pending
    /// Has access.
    case active
    /// Has left: everything is refused from the commit on.
    case deactivated

    /// What SCIM calls `active`: somebody pending is, since the identity provider wants them to have access.
    public var isActive: Bool { self != .deactivated }
}
