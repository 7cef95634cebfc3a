internal import Directory
internal import Jobs
internal import Postgres

extension Diagnosis {
    /// How long a job may have been due before the queue counts as stuck.
    public static let maximumWait = Duration.seconds(60)

    /// The queue, reached as `muster_admin`: whether workers keep up with all lanes, and whether anything waits for
    /// people.
    public func queue(lanes: [String]) async -> [Finding] {
        do {
            let health = try await database.pipeline(lanes.map { Jobs.health(of: JobLane(rawValue: $0)) })
            let leavings = try await database.pipeline(Offboardings.oldestDueSeconds())
            let waits = zip(lanes, health.map(\.oldestDueSeconds)) + [("leavings", leavings)]
            return [Self.wait(waits), Self.dead(health.first?.dead ?? 0)]
        } catch {
            return [.failed("queue", error)]
        }
    }

    static func wait(_ lanes: [(name: String, seconds: Double)]) -> Finding {
        let limit = maximumWait.components.seconds
        let late = lanes.filter { $0.seconds >= Double(limit) }
        guard late.isEmpty else {
            let text = late.map { "\($0.name) for \(Int($0.seconds.rounded(.down))) s" }.joined(separator: ", ")
            return .faulty(
                "queue", "jobs are due and nobody takes them: \(text)",
                advice: "Is muster-worker running? See its log, and 'muster worker status'.")
        }
        return .healthy("queue", "no job has been due for \(limit) s")
    }

    static func dead(_ count: Int) -> Finding {
        guard count > 0 else { return .healthy("dead-jobs", "none") }
        return .warning(
            "dead-jobs", count == 1 ? "1 job has failed for good" : "\(count) jobs have failed for good",
            advice: "See why with 'muster job list --state dead'; then 'muster job retry' or 'muster job discard'.")
    }
}
