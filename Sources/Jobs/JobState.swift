/// Where a job stands that is not over.
public enum JobState: String, Sendable, CaseIterable {
    /// It waits for its time, its turn or a worker.
    case queued
    /// A worker has it.
    case running
    /// It waits for people to release or discard it.
    case held
    /// It has failed for good, and waits for people to queue it again or discard it.
    case dead
}
