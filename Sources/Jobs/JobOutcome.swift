/// How a run ended, as its handler sees it.
public enum JobOutcome: Sendable, Hashable {
    /// The handler has ended the job in its own transaction, by ``Jobs/complete(_:)``, ``Jobs/retry(_:after:error:)``
    /// or ``Jobs/bury(_:error:)``.
    case completed
    /// The job is done, and the worker is to say so.
    case complete
    /// The job is to be tried again, after the delay of its kind unless another is given.
    ///
    /// The error must not hold personal data.
    case retry(after: Duration? = nil, error: String)
    /// Trying again would be of no use. The error must not hold personal data.
    case bury(error: String)
}
