internal import Observability
import Synchronization

/// What a server counts: requests and their durations by route, and refusals by reason.
final class ServerMetrics: Sendable {
    private struct Series: Hashable {
        let route: String
        let outcome: String
    }

    private let registry: Metrics
    private let server: String
    private let refusals: [Refusal: Counter]
    /// Asked for once and kept: a registry's look-up is too slow for every request.
    private let counters = Mutex<[Series: (requests: Counter, duration: Histogram)]>([:])

    init(_ registry: Metrics, server: String) {
        self.registry = registry
        self.server = server
        refusals = Dictionary(
            uniqueKeysWithValues: Refusal.allCases.map { refusal in
                let counter = registry.counter(
                    "muster_http_requests_refused_total", help: "Complete requests that were not served, by reason.",
                    labels: ["server": server, "reason": refusal.rawValue])
                return (refusal, counter)
            })
    }

    /// Shows counts of the engine as they are when somebody asks for the metrics.
    func watch(_ engine: Engine) {
        registry.gauge(
            "muster_http_requests_in_flight", help: "Requests that a handler has.", labels: ["server": server]
        ) { [weak engine] in Double(engine?.runningCount ?? 0) }
        registry.gauge(
            "muster_http_requests_waiting", help: "Requests that wait for a handler.", labels: ["server": server]
        ) { [weak engine] in Double(engine?.waitingCount ?? 0) }
        registry.gauge(
            "muster_http_connections", help: "Open connections.", labels: ["server": server]
        ) { [weak engine] in Double(engine?.connectionCount ?? 0) }
        registry.gauge(
            "muster_http_response_bytes_buffered", help: "Bytes of large answers that wait to be sent.",
            labels: ["server": server]
        ) { [weak engine] in Double(engine?.bufferedResponseBytes ?? 0) }
    }

    func count(_ refusal: Refusal) {
        refusals[refusal]?.increment()
    }

    /// Counts a request. The route is a template, and servers answer with few statuses, so that both have few values.
    func record(_ outcome: Outcome, duration: Duration) {
        let series = Series(route: outcome.route ?? "none", outcome: Self.name(of: outcome.status))
        let (requests, histogram) = counters.withLock { counters in
            if let known = counters[series] { return known }
            let made = make(series)
            counters[series] = made
            return made
        }
        requests.increment()
        histogram.record(duration)
    }

    private func make(_ series: Series) -> (requests: Counter, duration: Histogram) {
        let requests = registry.counter(
            "muster_http_requests_total", help: "Requests by route and status.",
            labels: ["server": server, "route": series.route, "status": series.outcome])
        let duration = registry.histogram(
            "muster_http_request_duration_seconds", help: "From the request line to the response being sent.",
            labels: ["server": server, "route": series.route])
        return (requests, duration)
    }

    private static func name(of status: Status?) -> String {
        status.map { String($0.rawValue) } ?? "broken_off"
    }
}
