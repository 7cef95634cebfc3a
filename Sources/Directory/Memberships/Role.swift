/// What a person may do in the tenant's organisation.
public enum Role: String, Sendable, Hashable, CaseIterable {
    /// Sees nothing, until an administrator assigns a role.
    case blank = "Blank"
    case readOnly = "ReadOnly"
    case user = "User"
    case admin = "Admin"
    case enterpriseAdmin = "EnterpriseAdmin"
    case owner = "Owner"
}
