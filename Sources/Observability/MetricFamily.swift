/// One metric with all its series.
struct MetricFamily {
    enum Kind: String { case counter, gauge, histogram }

    enum Series {
        case counter(Counter)
        case gauge(Gauge)
        case reading(@Sendable () -> Double)
        case histogram(Histogram)
    }

    let name: String
    let kind: Kind
    private let help: String
    private var series: [MetricLabels: Series] = [:]

    init(name: String, help: String, kind: Kind) {
        precondition(Self.isValid(name), "a metric has a valid name")
        precondition(
            !help.contains("\\") && !help.utf8.contains(UInt8(ascii: "\n")), "a metric's help is one plain line")
        self.name = name
        self.help = help
        self.kind = kind
    }

    static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy {
            isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    mutating func series(_ labels: MetricLabels, make: () -> Series) -> Series {
        let isNew = series[labels] == nil
        let labels = isNew && series.count >= Metrics.maximumSeries ? labels.asOther : labels
        if let known = series[labels] { return known }
        let names = series.keys.first?.pairs.map(\.name)
        precondition(
            names == nil || names == labels.pairs.map(\.name), "all series of a metric have the same label names")
        let made = make()
        series[labels] = made
        return made
    }

    func write(into text: inout String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        let lines = series.map { (labels: $0.key, series: $0.value, order: $0.key.text()) }
        for line in lines.sorted(by: { $0.order < $1.order }) {
            write(line.series, line.labels, into: &text)
        }
    }

    private func write(_ series: Series, _ labels: MetricLabels, into text: inout String) {
        switch series {
        case .counter(let counter): text += "\(name)\(labels.text()) \(counter.value)\n"
        case .gauge(let gauge): text += "\(name)\(labels.text()) \(Self.text(of: gauge.value))\n"
        case .reading(let read): text += "\(name)\(labels.text()) \(Self.text(of: read()))\n"
        case .histogram(let histogram): write(histogram.snapshot, labels, into: &text)
        }
    }

    private func write(_ snapshot: Histogram.Snapshot, _ labels: MetricLabels, into text: inout String) {
        var total = 0
        for (bound, count) in zip(snapshot.bounds + [.infinity], snapshot.counts) {
            total += count
            let bucket = MetricLabels.Pair(name: "le", value: Self.text(of: bound))
            text += "\(name)_bucket\(labels.text(adding: bucket)) \(total)\n"
        }
        text += "\(name)_sum\(labels.text()) \(Self.text(of: snapshot.sum))\n"
        text += "\(name)_count\(labels.text()) \(total)\n"
    }

    private static func text(of number: Double) -> String {
        if number == .infinity { return "+Inf" }
        if number == -.infinity { return "-Inf" }
        if number.isNaN { return "NaN" }
        return Int(exactly: number).map(String.init) ?? number.description
    }
}
