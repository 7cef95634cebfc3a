/// One thing the server can do: a method, where, and how. Routes are values; a ``Router`` is a list of them.
public struct Route: Sendable {
    /// Answers a request whose path fitted the pattern.
    public typealias Handler = @Sendable (Request, PathParameters) async throws -> Response

    /// The method answered.
    public let method: Method
    /// Where, such as `/Users/{id}`.
    public let pattern: String
    /// How.
    public let handler: Handler

    let path: PathPattern

    /// Makes a route.
    ///
    /// - Precondition: `pattern` starts with `/`. A segment in braces is a parameter and matches one non-empty segment.
    public init(_ method: Method, _ pattern: String, handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
        path = PathPattern(pattern)
    }
}
