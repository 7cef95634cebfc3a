public import HTTPServer
internal import Traffic

extension ProductService {
    /// What the operator's own programs ask, on every host that leads here.
    public var surface: Surface {
        let router = router
        var surface = Surface(
            "product", below: [Self.introspectionPath, Self.eventFeedPath],
            failure: { failure, _ in OAuthError(failure).response },
            handler: { await router.respond(to: $0) })
        surface.passage = { [doorkeeper] in doorkeeper.passage(for: $0) }
        surface.logMetadata = { [doorkeeper] in doorkeeper.logMetadata(of: $0) }
        surface.bodyBytes = { _ in FormFields.maximumBytes }
        return surface
    }

    private var router: Router {
        Router(
            [
                Route(.post, Self.introspectionPath) { request, _ in await introspect(request) },
                Route(.get, Self.eventFeedPath) { request, _ in await events(request) },
            ],
            notFound: { _ in OAuthError.notFound.response },
            methodNotAllowed: { _, allowed in OAuthError.methodNotAllowed(allowed).response },
            failure: { _, _ in OAuthError.serverError.response })
    }
}
