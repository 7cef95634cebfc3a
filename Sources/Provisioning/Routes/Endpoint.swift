internal import HTTPServer

/// One thing that can be asked for: a method, a path below the base URL, and what answers.
struct Endpoint: Sendable {
    typealias Handler = @Sendable (Exchange, PathParameters) async throws -> Response

    let method: Method
    let pattern: String
    let handler: Handler

    init(_ method: Method, _ pattern: String, handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
    }
}
