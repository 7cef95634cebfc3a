/// Who a process is in the database; `0001-roles-and-isolation.sql` makes them.
public enum DatabaseRole: String, CaseIterable, Sendable {
    /// Migrates, and owns everything.
    case owner = "muster_owner"
    /// Serves identity providers, and whatever else is served beside.
    case app = "muster_app"
    /// Serves the operator's own programs, and nobody else.
    case product = "muster_product"
    /// Runs the effects.
    case worker = "muster_worker"
    /// Does what staff ask for.
    case admin = "muster_admin"
}
