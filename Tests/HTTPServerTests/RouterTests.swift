import HTTPServer
import Testing

@Suite("Routes")
struct RouterTests {
    private struct Known: HTTPResponseError {
        var response: Response { Response(.conflict) }
    }
    private struct Unknown: Error {}

    private static let router = Router(
        [
            route(.get, "/Users"), route(.post, "/Users"),
            route(.get, "/Users/.search"), route(.get, "/Users/{id}"), route(.patch, "/Users/{id}"),
            route(.get, "/Groups/{group}/members/{member}"),
            route(.head, "/own"), route(.get, "/own"),
            Route(.get, "/known") { _, _ in throw Known() },
            Route(.get, "/unknown") { _, _ in throw Unknown() },
        ],
        notFound: { _ in Response(.notFound) },
        methodNotAllowed: { _, _ in Response(.methodNotAllowed) },
        failure: { _, _ in Response(.internalServerError) })

    private static func route(_ method: Method, _ pattern: String) -> Route {
        Route(method, pattern) { _, parameters in
            let values = ["id", "group", "member"].compactMap { parameters[$0] }
            return Response(.ok, body: Array("\(method) \(pattern) \(values)".utf8))
        }
    }

    private func respond(_ method: Method, _ path: String, at: String? = nil) async -> Response {
        await Self.router.respond(to: Request(method: method, path: path), path: at)
    }

    @Test(
        "a path finds its route, literals before parameters",
        arguments: [
            ("/Users", "GET /Users []"),
            ("/Users/1", #"GET /Users/{id} ["1"]"#),
            ("/Users/.search", "GET /Users/.search []"),
            ("/Users/a%2Fb", #"GET /Users/{id} ["a/b"]"#),
            ("/Users/%C3%A9", "GET /Users/{id} [\"\u{e9}\"]"),
            ("/Groups/1/members/2", #"GET /Groups/{group}/members/{member} ["1", "2"]"#),
        ])
    func found(path: String, expected: String) async {
        let response = await respond(.get, path)
        #expect(String(decoding: response.body, as: UTF8.self) == expected)
        #expect(response.route.map { expected.contains($0) } == true)
    }

    @Test(
        "a path that fits no pattern, or cannot be decoded, is not found",
        arguments: [
            "/", "/users", "/Users/", "/Users/1/", "/Users//1", "/Groups//members/2", "*", "",
            "/Users/%", "/Users/%4", "/Users/%zz", "/Users/%00", "/Users/%ff", "/Users/a%00b",
        ])
    func notFound(path: String) async {
        let response = await respond(.get, path)
        #expect(response.status == .notFound)
        #expect(response.route == nil)
    }

    @Test(
        "a method that a path does not have is 405 with the methods that it has",
        arguments: [
            ("/Users", Method.delete, "GET, POST, HEAD"), ("/Users/1", .put, "GET, PATCH, HEAD"),
            ("/Users/1", Method(rawValue: "get"), "GET, PATCH, HEAD"),
        ])
    func methodNotAllowed(path: String, method: Method, allowed: String) async {
        let response = await respond(method, path)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers.first("Allow") == allowed)
        #expect(response.route != nil)
    }

    @Test("HEAD is answered by its own route or by that of GET")
    func head() async {
        #expect(String(decoding: await respond(.head, "/Users").body, as: UTF8.self) == "GET /Users []")
        #expect(String(decoding: await respond(.head, "/own").body, as: UTF8.self) == "HEAD /own []")
    }

    @Test("an error that knows its response is that response, any other is rendered as a failure")
    func errors() async {
        #expect(await respond(.get, "/known").status == .conflict)
        #expect(await respond(.get, "/known").route == "/known")
        #expect(await respond(.get, "/unknown").status == .internalServerError)
    }

    @Test("a request can be looked up at another path than its own")
    func otherPath() async {
        #expect(await respond(.get, "/scim/v2/Users", at: "/Users").status == .ok)
    }
}
