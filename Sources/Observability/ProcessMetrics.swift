internal import FoundationEssentials
internal import Glibc

/// What Linux tells about this process. What cannot be read is left out.
enum ProcessMetrics {
    static func families() -> [MetricFamily] {
        let status = statusFields()
        return [
            family("process_start_time_seconds", "Start time, in seconds since 1970.", startTime(status)),
            family("process_cpu_seconds_total", "Processor time used, in seconds.", processorTime(status), .counter),
            family("process_resident_memory_bytes", "Resident memory, in bytes.", residentMemory(status)),
            family("process_open_fds", "Open file descriptors.", openDescriptors()),
            family(
                "muster_log_lines_dropped_total", "Lines of the log that were dropped since nobody read it.",
                Double(LogStream.standardError.droppedLines), .counter),
        ].compactMap { $0 }
    }

    private static func family(
        _ name: String, _ help: String, _ value: Double?, _ kind: MetricFamily.Kind = .gauge
    ) -> MetricFamily? {
        guard let value else { return nil }
        var family = MetricFamily(name: name, help: help, kind: kind)
        _ = family.series([:]) { .reading { value } }
        return family
    }

    /// The fields of /proc/self/stat from the third on, which is `state` (proc(5)): the second is the program's name in
    /// parentheses, and may hold spaces and parentheses itself.
    private static func statusFields() -> [Double?] {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = text.utf8.lastIndex(of: UInt8(ascii: ")"))
        else { return [] }
        return text[end...].dropFirst().split(separator: " ").map { Double($0.filter { $0 != "\n" }) }
    }

    /// A field by its number in proc(5).
    private static func field(_ number: Int, _ fields: [Double?]) -> Double? {
        let index = number - 3
        return fields.indices.contains(index) ? fields[index] : nil
    }

    private static var ticksPerSecond: Double { Double(max(sysconf(Int32(_SC_CLK_TCK)), 1)) }

    private static func startTime(_ fields: [Double?]) -> Double? {
        guard let ticksAfterBoot = field(22, fields), let boot = bootTime() else { return nil }
        return boot + ticksAfterBoot / ticksPerSecond
    }

    private static func bootTime() -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static func processorTime(_ fields: [Double?]) -> Double? {
        guard let user = field(14, fields), let system = field(15, fields) else { return nil }
        return (user + system) / ticksPerSecond
    }

    private static func residentMemory(_ fields: [Double?]) -> Double? {
        field(24, fields).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
    }

    private static func openDescriptors() -> Double? {
        let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        // Looking takes a descriptor too.
        return entries.map { Double(max($0.count - 1, 0)) }
    }
}
