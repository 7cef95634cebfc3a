/// How a run ended, as its handler sees it.
public enum JobOutcome: Sendable, Hashable {
    /// The handler has ended the job in its own transaction, by ``Jobs/complete(_:)``, ``Jobs/retry(_:after:error:)``
    /// or ``Jobs/bury(_:error:)``.
    case completed
    /// The handler has put the job off in its own transaction.
    case postponed
    /// The job is done, and the worker is to say so.
    case complete
    /// Nothing was done, for want of something that has nothing to do with the job: it runs again after the delay, and
    /// this was no attempt.
    case notAttempted(after: Duration)
    /// The job is to be tried again, after the delay of its kind unless another is given.
    ///
    /// The error must not hold personal data.
    case retry(after: Duration? = nil, error: String)
    /// Trying again would be of no use. The error must not hold personal data.
    case bury(error: String)
}
