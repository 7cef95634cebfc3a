public import Directory

/// What is to be changed of a tenant's settings; what is nil stays as it is.
public struct TenantSettingsChange: Sendable, Hashable {
    /// When people who have left are anonymised.
    public enum Anonymisation: Sendable, Hashable {
        /// Never.
        case never
        /// So long after their deactivation.
        case after(Duration)
    }

    /// So many people may always leave within an hour.
    public var breakerPeople: Int?
    /// More than so many percent of the active people are too many.
    public var breakerPercent: Int?
    /// When people who have left are anonymised.
    public var anonymisation: Anonymisation?
    /// How many requests a second the tenant may send.
    public var requestLimit: RequestLimit?
    /// What makes somebody active who is pending.
    public var setUp: TenantSettings.SetUp?

    /// A change.
    public init(
        breakerPeople: Int? = nil, breakerPercent: Int? = nil, anonymisation: Anonymisation? = nil,
        requestLimit: RequestLimit? = nil, setUp: TenantSettings.SetUp? = nil
    ) {
        self.breakerPeople = breakerPeople
        self.breakerPercent = breakerPercent
        self.anonymisation = anonymisation
        self.requestLimit = requestLimit
        self.setUp = setUp
    }
}
