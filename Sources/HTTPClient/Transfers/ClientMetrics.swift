internal import Observability

/// What a client counts: requests by outcome, and their durations.
final class ClientMetrics: Sendable {
    private let registry: Metrics
    private let duration: Histogram

    init(_ registry: Metrics) {
        self.registry = registry
        duration = registry.histogram(
            "muster_http_client_request_duration_seconds", help: "From asking to the end of the answer.")
    }

    /// Counts a request. The outcome is a class of status or a kind of error, so that it has few values.
    func record(_ result: TransferResult, duration: Duration) {
        registry.counter(
            "muster_http_client_requests_total", help: "Outgoing requests by class of status or error.",
            labels: ["outcome": Self.name(of: result)]
        ).increment()
        self.duration.record(duration)
    }

    private static func name(of result: TransferResult) -> String {
        switch result {
        case .success(let response): "\(min(response.status / 100, 9))xx"
        case .failure(let error): error.code.rawValue
        }
    }
}
