/// What a tenant has of its own: about people who leave, and how much it may ask for.
public struct TenantSettings: Sendable, Hashable {
    /// So many people may always leave within an hour before the effects are held.
    public let breakerPeople: Int
    /// More than so many percent of the active people make it too many; 100 switches the brake off.
    public let breakerPercent: Int
    /// How long after their deactivation people are anonymised; nil for never.
    public let anonymiseAfter: Duration?
    /// How many requests a second it may send.
    public let requestLimit: RequestLimit
    /// What makes somebody active who is pending.
    public let setUp: SetUp

    /// What makes somebody active who is pending.
    public enum SetUp: String, Sendable, Hashable, CaseIterable {
        /// They finish setting up.
        case required
        /// They sign in for the first time.
        case none
    }

    /// The percentages that there are.
    public static let percentages = 0...100
    /// The most people that a brake can be set to.
    public static let maximumBreakerPeople = 1_000_000
    /// How long people who have left can be kept before they are anonymised: up to a hundred years.
    public static let anonymisationDelays = Duration.zero...Duration.seconds(36_500 * 86_400)
}
