public import Directory
public import Jobs

/// A job, and what its tenant and its subject are called.
public struct NamedJob: Sendable {
    /// The job.
    public let job: Job
    /// Whose it is.
    public let tenant: Tenant
    /// What the thing that it is about is called, where it has a name.
    public let subjectName: String?
}
