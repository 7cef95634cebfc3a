internal import Synchronization

/// The numbers that a process tells about itself, in Prometheus' text format.
///
/// A metric is asked for once, by name, kept, and then changed without any look-up. Labels have few, known values: a
/// route, a status class. Never a tenant, a user or anything that a client chooses.
public final class Metrics: Sendable {
    /// The most series, which are combinations of labels, that one metric can have.
    ///
    /// The next one and all after it share one series whose labels all say `other`, so that a mistake costs precision
    /// and not memory.
    public static let maximumSeries = 200

    private let families = Mutex<[String: MetricFamily]>([:])

    /// A registry without metrics.
    public init() {}

    /// A number that only grows.
    ///
    /// - Parameters:
    ///   - name: By convention in `snake_case`, with its unit, ending in `_total`.
    ///   - help: One sentence on what is counted.
    ///   - labels: Which of the metric's series this is. All series of a metric have the same label names.
    /// - Precondition: The name is not taken by another kind of metric.
    public func counter(_ name: StaticString, help: StaticString, labels: MetricLabels = [:]) -> Counter {
        guard case .counter(let counter) = series(name, help, labels, kind: .counter, make: { .counter(Counter()) })
        else { preconditionFailure("a metric has one kind") }
        return counter
    }

    /// A number that goes up and down. See ``counter(_:help:labels:)``.
    public func gauge(_ name: StaticString, help: StaticString, labels: MetricLabels = [:]) -> Gauge {
        guard case .gauge(let gauge) = series(name, help, labels, kind: .gauge, make: { .gauge(Gauge()) })
        else { preconditionFailure("a metric has one kind") }
        return gauge
    }

    /// A number that is read when somebody asks for the metrics. See ``counter(_:help:labels:)``.
    ///
    /// Of two readings for one series the first stays.
    ///
    /// - Parameter reading: Is called at each exposition, so it has to be quick and must not use these metrics.
    public func gauge(
        _ name: StaticString, help: StaticString, labels: MetricLabels = [:], reading: @escaping @Sendable () -> Double
    ) {
        _ = series(name, help, labels, kind: .gauge, make: { .reading(reading) })
    }

    /// How values are spread over fixed buckets. See ``counter(_:help:labels:)``.
    ///
    /// - Parameter buckets: The upper bounds, rising. Standard are bounds in seconds for the time a request takes.
    public func histogram(
        _ name: StaticString, help: StaticString, labels: MetricLabels = [:],
        buckets: [Double] = Histogram.secondsOfRequests
    ) -> Histogram {
        let made = series(name, help, labels, kind: .histogram, make: { .histogram(Histogram(buckets: buckets)) })
        guard case .histogram(let histogram) = made else { preconditionFailure("a metric has one kind") }
        return histogram
    }

    /// All metrics and those of the process, sorted by name, in Prometheus' text format 0.0.4.
    public func exposition() -> String {
        var all = families.withLock { $0 }
        for family in ProcessMetrics.families() { all[family.name] = family }
        var text = ""
        for (_, family) in all.sorted(by: { $0.key < $1.key }) { family.write(into: &text) }
        return text
    }

    private func series(
        _ name: StaticString, _ help: StaticString, _ labels: MetricLabels, kind: MetricFamily.Kind,
        make: () -> MetricFamily.Series
    ) -> MetricFamily.Series {
        let name = name.description
        return families.withLock { families in
            var family = families[name] ?? MetricFamily(name: name, help: help.description, kind: kind)
            precondition(family.kind == kind, "a metric has one kind")
            let series = family.series(labels, make: make)
            families[name] = family
            return series
        }
    }
}
