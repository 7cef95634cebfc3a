import HTTPServer
import Observability
import TestHarness
import Testing

@Suite("The metrics of a server")
struct MetricsTests {
    @Test("requests are counted by route and class of status, what is open is shown as it is")
    func counts() async throws {
        let metrics = Metrics()
        let gate = Gate()
        let handler: Handler = { request in
            if request.path == "/held" { await gate.pass() }
            var response = Response(request.path == "/missing" ? .notFound : .ok)
            response.route = request.path
            return response
        }
        try await RunningServer.with(ServerConfiguration(name: "scim"), metrics: metrics, handler: handler) {
            running async throws in
            async let held = running.client.send("GET", "/held")
            await gate.arrivals(1)
            #expect(metrics.exposition().contains(#"muster_http_requests_in_flight{server="scim"} 1"#))
            for path in ["/found", "/found", "/missing"] { _ = try await running.client.send("GET", path) }
            #expect(metrics.exposition().contains(#"muster_http_connections{server="scim"} 2"#))
            gate.open()
            _ = try await held
            _ = try await running.logLines(4)
        }
        let text = metrics.exposition()
        for line in [
            #"muster_http_requests_total{route="/found",server="scim",status="200"} 2"#,
            #"muster_http_requests_total{route="/missing",server="scim",status="404"} 1"#,
            #"muster_http_request_duration_seconds_count{route="/found",server="scim"} 2"#,
            #"muster_http_requests_in_flight{server="scim"} 0"#,
            #"muster_http_connections{server="scim"} 0"#,
        ] {
            #expect(text.contains(line), "\(text)")
        }
    }
}
