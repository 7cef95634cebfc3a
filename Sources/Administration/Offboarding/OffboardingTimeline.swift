public import Directory

/// One time that somebody left: the report, and what the log says of the request that began it.
public struct OffboardingTimeline: Sendable {
    /// The report with its steps.
    public let report: OffboardingReport
    /// The events of that request about the person, oldest first.
    public let events: [Event]
}
