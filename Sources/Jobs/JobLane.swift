/// Which workers run a job: those of one lane never wait for the jobs of another.
///
/// What calls other people's servers, and can be slow for hours, goes in a lane of its own.
public struct JobLane: RawRepresentable, Hashable, Sendable {
    /// For example `standard`.
    public let rawValue: String

    /// A lane: lower-case words joined by `_`, at most 63 characters.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The lane of jobs that only change the database.
    public static let standard = JobLane(rawValue: "standard")
}
