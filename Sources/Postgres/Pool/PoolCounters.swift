internal import Observability
internal import Synchronization

/// What a pool counts; any thread may change and read it.
final class PoolCounters: Sendable {
    let opened: Counter
    let failures: Counter
    let stalled: Counter
    let open: Gauge
    private let allTrips: Counter
    private let trips = Atomic<Int>(0)
    private let identifiers = Atomic<UInt64>(1)

    init(_ metrics: Metrics) {
        allTrips = metrics.counter(
            "muster_database_round_trips_total", help: "Round trips to the database.")
        opened = metrics.counter(
            "muster_database_connections_opened_total", help: "Connections to the database that were opened.")
        failures = metrics.counter(
            "muster_database_connection_failures_total", help: "Connections to the database that could not be opened.")
        stalled = metrics.counter(
            "muster_database_connections_stalled_total",
            help: "Connections to the database that were given up since no answer came.")
        open = metrics.gauge("muster_database_connections", help: "Connections to the database that are open.")
    }

    /// A number that no other unit or transaction of this pool has.
    func makeID() -> UInt64 {
        identifiers.add(1, ordering: .relaxed).oldValue
    }

    func countRoundTrip() {
        trips.add(1, ordering: .relaxed)
        allTrips.increment()
    }

    /// The round trips of this pool alone; the metric counts those of every pool in the process.
    var roundTrips: Int { trips.load(ordering: .relaxed) }
}
