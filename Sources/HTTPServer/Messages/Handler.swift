/// Answers requests. It cannot throw: what goes wrong has been turned into a response before it comes here.
public typealias Handler = @Sendable (Request) async -> Response
