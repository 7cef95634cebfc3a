/// Who a process is in the database; `0001-roles-and-isolation.sql` makes them.
public enum DatabaseRole: String, CaseIterable, Sendable {
    /// Migrates, and owns everything.
    case owner = "muster_owner"
    /// Serves requests.
    case app = "muster_app"
    /// Runs the effects.
    case worker = "muster_worker"
    /// Does what staff ask for.
    case admin = "muster_admin"
}
