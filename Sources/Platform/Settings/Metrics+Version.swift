internal import Observability

extension Metrics {
    /// Tells which version of the program a process runs, as a series that is always 1.
    func showVersion() {
        gauge(
            "muster_build_info", help: "The version of the program.", labels: ["version": MusterVersion.current]
        ).set(1)
    }
}
