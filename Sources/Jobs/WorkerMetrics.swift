internal import Observability

/// What a worker tells about itself and its lane.
struct WorkerMetrics: Sendable {
    /// How the runs of one kind have ended.
    struct Endings: Sendable {
        let completed: Counter
        let retried: Counter
        let dead: Counter
        let lost: Counter
        let notAttempted: Counter
    }

    let claimed: Counter
    let running: Gauge
    let claimSeconds: Histogram
    private let endings: [JobKind: Endings]
    private let oldestDueSeconds: Gauge
    private let dead: Gauge
    private let held: Gauge

    init(_ metrics: Metrics, lane: JobLane, kinds: [JobKind]) {
        let labels: MetricLabels = ["lane": lane.rawValue]
        claimed = metrics.counter("muster_jobs_claimed_total", help: "Jobs claimed by workers.", labels: labels)
        running = metrics.gauge("muster_jobs_running", help: "Jobs that this process runs.", labels: labels)
        claimSeconds = metrics.histogram(
            "muster_jobs_claim_seconds", help: "How long claiming jobs takes.", labels: labels)
        oldestDueSeconds = metrics.gauge(
            "muster_jobs_oldest_due_seconds", help: "For how long the oldest due job has been due.", labels: labels)
        dead = metrics.gauge("muster_jobs_dead", help: "Jobs that have failed for good.")
        held = metrics.gauge("muster_jobs_held", help: "Jobs that wait for people to let them run.")
        endings = Dictionary(kinds.map { ($0, Self.endings(of: $0, metrics)) }) { first, _ in first }
    }

    func endings(of kind: JobKind) -> Endings? { endings[kind] }

    func show(_ health: QueueHealth) {
        oldestDueSeconds.set(health.oldestDueSeconds)
        dead.set(Double(health.dead))
        held.set(Double(health.held))
    }

    private static func endings(of kind: JobKind, _ metrics: Metrics) -> Endings {
        func counter(_ ending: String) -> Counter {
            metrics.counter(
                "muster_jobs_ended_total", help: "Runs of jobs, by kind and by how they ended.",
                labels: ["kind": kind.rawValue, "ending": ending])
        }
        return Endings(
            completed: counter("completed"), retried: counter("retried"), dead: counter("dead"), lost: counter("lost"),
            notAttempted: counter("not_attempted"))
    }
}
