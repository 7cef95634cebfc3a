/// What does the jobs of some kinds.
public protocol JobHandler: Sendable {
    /// The kinds.
    var kinds: [JobKind] { get }

    /// Does one job, once more or for the first time: a job can run again after it has had its effect.
    ///
    /// Everything it writes belongs in one transaction with ``Jobs/fence(_:)`` in front. The task is cancelled when the
    /// lease is lost, the attempt takes too long, or the worker has to end.
    ///
    /// - Throws: anything, which is a failed attempt. What staff are told is the `description` of errors that have
    ///   one, so it must not hold personal data.
    func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome

    /// How long to wait after a failed attempt.
    func backoff(for kind: JobKind) -> Backoff
}

extension JobHandler {
    /// Between nothing and 1 s after the first attempt, and up to 1 h after the later ones.
    public func backoff(for kind: JobKind) -> Backoff { Backoff() }
}
