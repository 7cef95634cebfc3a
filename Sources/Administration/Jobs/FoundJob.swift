public import Jobs

/// A job, over or not.
public enum FoundJob: Sendable {
    /// It waits, runs, or has failed for good.
    case open(Job)
    /// It is over.
    case finished(FinishedJob)
}
