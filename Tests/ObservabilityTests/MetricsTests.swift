import Observability
import Testing
import Time

@Suite struct MetricsTests {
    private let metrics = Metrics()

    /// The exposition without the metrics of the process.
    private var lines: [String] {
        metrics.exposition().split(separator: "\n").map(String.init).filter {
            !$0.contains("process_") && !$0.contains("muster_log_")
        }
    }

    @Test("A counter is written with its help, its type and its series in order")
    func counter() {
        let created = metrics.counter(
            "requests_total", help: "Requests.", labels: ["route": "users", "method": "POST"])
        metrics.counter("requests_total", help: "Requests.", labels: ["route": "groups", "method": "GET"]).increment()
        created.increment()
        created.increment(by: 2)
        #expect(
            lines == [
                "# HELP requests_total Requests.", "# TYPE requests_total counter",
                #"requests_total{method="GET",route="groups"} 1"#, #"requests_total{method="POST",route="users"} 3"#,
            ])
    }

    @Test("One name with the same labels is one series")
    func same() {
        metrics.counter("a_total", help: "A.", labels: ["x": "1", "y": "2"]).increment()
        metrics.counter("a_total", help: "A.", labels: ["y": "2", "x": "1"]).increment()
        #expect(lines.last == #"a_total{x="1",y="2"} 2"#)
    }

    @Test("A gauge goes up and down, and one that is read is read each time")
    func gauge() {
        let gauge = metrics.gauge("b", help: "B.")
        gauge.set(2)
        gauge.add(0.5)
        gauge.add(-1)
        let other = metrics.gauge("c", help: "C.")
        metrics.gauge("a", help: "A.") { other.value }
        other.set(7)
        #expect(lines.filter { !$0.hasPrefix("#") } == ["a 7", "b 1.5", "c 7"])
    }

    @Test("A value on a bucket's bound belongs to that bucket, and buckets add up")
    func histogram() {
        let histogram = metrics.histogram("h_seconds", help: "H.", labels: ["x": "1"], buckets: [0.5, 1])
        for value in [0.25, 0.5, 0.75, 1, 1.5] { histogram.record(value) }
        histogram.record(Duration.milliseconds(250))
        #expect(
            lines == [
                "# HELP h_seconds H.", "# TYPE h_seconds histogram", #"h_seconds_bucket{x="1",le="0.5"} 3"#,
                #"h_seconds_bucket{x="1",le="1"} 5"#, #"h_seconds_bucket{x="1",le="+Inf"} 6"#,
                #"h_seconds_sum{x="1"} 4.25"#, #"h_seconds_count{x="1"} 6"#,
            ])
    }

    @Test(
        "Numbers are written as Prometheus reads them",
        arguments: [
            (1.0, "1"), (-3, "-3"), (0.1, "0.1"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
            (.nan, "NaN"),
        ])
    func numbers(value: Double, expected: String) {
        metrics.gauge("a", help: "A.").set(value)
        #expect(lines.last == "a \(expected)")
    }

    @Test(
        "Label values are escaped", arguments: [("a\"b", #"a\"b"#), ("a\\b", #"a\\b"#), ("a\nb", #"a\nb"#), ("é", "é")])
    func escaping(value: String, expected: String) {
        metrics.counter("a_total", help: "A.", labels: ["x": value]).increment()
        #expect(lines.last == #"a_total{x="\#(expected)"} 1"#)
    }

    @Test("200 series are kept apart, all after them share one")
    func tooManySeries() {
        for number in 1...202 {
            metrics.counter("a_total", help: "A.", labels: ["x": "\(number)"]).increment()
        }
        let series = lines.filter { !$0.hasPrefix("#") }
        #expect(Metrics.maximumSeries == 200)
        #expect(series.count == 201)
        #expect(series.contains(#"a_total{x="200"} 1"#))
        #expect(!series.contains(#"a_total{x="201"} 1"#))
        #expect(series.contains(#"a_total{x="other"} 2"#))
    }

    @Test("Nothing is lost when many count at once")
    func concurrent() async {
        let counter = metrics.counter("a_total", help: "A.")
        let gauge = metrics.gauge("b", help: "B.")
        let histogram = metrics.histogram("c", help: "C.", buckets: [1])
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        gauge.add(1)
                        histogram.record(1.0)
                    }
                }
            }
        }
        #expect(lines.contains("a_total 8000"))
        #expect(lines.contains("b 8000"))
        #expect(lines.contains("c_count 8000"))
    }

    @Test(
        "The process tells of itself",
        arguments: [
            "process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes",
            "process_open_fds", "muster_log_lines_dropped_total",
        ])
    func process(name: String) throws {
        let line = metrics.exposition().split(separator: "\n").first { $0.hasPrefix(name + " ") }
        let value = try #require(line.flatMap { Double($0.dropFirst(name.count + 1)) })
        let least = ["process_start_time_seconds": 1.7e9, "process_resident_memory_bytes": 1e6, "process_open_fds": 3]
        #expect(value >= least[name, default: 0])
        #expect(value <= Double(UnixTime.now.seconds) * 1e3)
    }

    @Test("The process started within the last hour, and not in the future")
    func startTime() throws {
        let name = "process_start_time_seconds "
        let line = metrics.exposition().split(separator: "\n").first { $0.hasPrefix(name) }
        let value = try #require(line.flatMap { Double($0.dropFirst(name.count)) })
        let age = Double(UnixTime.now.seconds) - value
        #expect((-2...3_600).contains(age))
    }
}
