/// An error that knows how it looks to a client. Any other error is a plain 500.
public protocol HTTPResponseError: Error {
    /// What the client gets.
    var response: Response { get }
}
