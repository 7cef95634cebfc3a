/// Where a tenant is in its life.
public enum TenantStatus: String, Sendable, Hashable, CaseIterable {
    /// Being set up; requests are served, so that the set-up can be tried.
    case onboarding
    /// In use.
    case active
    /// Every request is refused until staff resume it; nothing is lost.
    case suspended
    /// Gone: its host names answer as if they had never been.
    case offboarded
}
