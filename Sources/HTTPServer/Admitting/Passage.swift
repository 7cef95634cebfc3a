/// What is known about a request before anything is done for it.
public enum Passage: Sendable {
    /// It may pass when it is this origin's turn.
    case origin(Origin)
    /// It is answered with a failure at once, such as ``Failure/tooManyRequests(_:retryAfter:)``.
    case refused(Failure)
}
