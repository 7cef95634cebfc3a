/// Finds the route for a request and turns whatever it throws into a response.
///
/// Routes are tried in order, so a literal stands before a parameter in the same place. HEAD is answered by the
/// GET route when it has none of its own; a path that exists with other methods only is 405 with `Allow`.
public struct Router: Sendable {
    private let routes: [Route]
    private let notFound: @Sendable (Request) -> Response
    private let methodNotAllowed: @Sendable (Request, _ allowed: [Method]) -> Response
    private let failure: @Sendable (any Error, Request) -> Response

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - routes: What can be asked for, in order of precedence.
    ///   - notFound: Renders 404.
    ///   - methodNotAllowed: Renders 405; the router adds `Allow`.
    ///   - failure: Renders an error that is no ``HTTPResponseError``. It is also the place to log it.
    public init(
        _ routes: [Route],
        notFound: @escaping @Sendable (Request) -> Response,
        methodNotAllowed: @escaping @Sendable (Request, _ allowed: [Method]) -> Response,
        failure: @escaping @Sendable (any Error, Request) -> Response
    ) {
        self.routes = routes
        self.notFound = notFound
        self.methodNotAllowed = methodNotAllowed
        self.failure = failure
    }

    /// Answers a request.
    ///
    /// - Parameter path: Where to look it up if not at its own path, still percent-encoded; for prefixes taken off.
    public func respond(to request: Request, path: String? = nil) async -> Response {
        let segments = PathPattern.segments(of: path ?? request.path)
        let candidates = routes.lazy.compactMap { route in route.path.match(segments).map { (route, $0) } }
        if let (route, parameters) = candidates.first(where: { $0.0.method == request.method }) {
            return await respond(to: request, with: route, parameters)
        }
        if request.method == .head, let (route, parameters) = candidates.first(where: { $0.0.method == .get }) {
            return await respond(to: request, with: route, parameters)
        }
        return refuse(request, candidates.map(\.0))
    }

    private func respond(to request: Request, with route: Route, _ parameters: PathParameters) async -> Response {
        var response: Response
        do {
            response = try await route.handler(request, parameters)
        } catch let error as any HTTPResponseError {
            response = error.response
        } catch {
            response = failure(error, request)
        }
        response.route = response.route ?? route.pattern
        return response
    }

    private func refuse(_ request: Request, _ candidates: some Sequence<Route>) -> Response {
        var allowed: [Method] = []
        var route: String?
        for candidate in candidates {
            route = route ?? candidate.pattern
            if !allowed.contains(candidate.method) { allowed.append(candidate.method) }
        }
        guard let route else { return notFound(request) }
        if allowed.contains(.get), !allowed.contains(.head) { allowed.append(.head) }
        var response = methodNotAllowed(request, allowed)
        response.headers.set("Allow", to: allowed.map(\.rawValue).joined(separator: ", "))
        response.route = response.route ?? route
        return response
    }
}
