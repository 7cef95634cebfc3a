internal import Observability

/// What is told about limits.
struct TrafficMetrics: Sendable {
    /// Requests over their tenant's limit.
    let overLimit: Counter
    /// Requests with unknown credentials from an address that has had too many of them.
    let guessing: Counter
    private let registry: Metrics

    init(_ metrics: Metrics) {
        registry = metrics
        overLimit = Self.refused("tenant_limit", metrics)
        guessing = Self.refused("guessing", metrics)
    }

    /// Shows how far limits are shared as it is when somebody asks for the metrics.
    func watch(_ rates: TenantRates) {
        registry.gauge("muster_limits_servers", help: "Servers that share the limits of tenants.") { [weak rates] in
            Double(rates?.living ?? 0)
        }
        registry.gauge("muster_limits_tenants", help: "Tenants with a limit that were here lately.") { [weak rates] in
            Double(rates?.count ?? 0)
        }
    }

    private static func refused(_ reason: String, _ metrics: Metrics) -> Counter {
        metrics.counter(
            "muster_limits_refused_total", help: "Requests that were refused with 429 by reason.",
            labels: ["reason": reason])
    }
}
