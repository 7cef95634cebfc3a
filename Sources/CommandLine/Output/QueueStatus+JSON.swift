internal import Administration
internal import Directory
internal import JSON
internal import Jobs

// What programs and people are told of the queue and of those who work on it.

extension QueueStatus {
    var json: JSON.Object {
        [
            "lanes": .array(
                lanes.map {
                    ["lane": .string($0.name.rawValue), "oldestDueSeconds": .seconds($0.oldestDueSeconds)]
                }),
            "dead": .integer(Int64(dead)), "held": .integer(Int64(held)),
            "processes": .array(
                processes.map {
                    [
                        "process": .string($0.name), "alive": .bool($0.isAlive), "version": .string($0.version),
                        "startedAt": .string($0.startedAt.text), "seenAt": .string($0.seenAt.text),
                    ]
                }),
            "workers": .array(
                workers.map {
                    [
                        "worker": .string($0.name), "running": .integer(Int64($0.jobs)),
                        "oldestSeconds": .seconds($0.oldestSeconds),
                    ]
                }),
        ]
    }

    /// The same for people.
    var text: String {
        let waiting = lanes.map {
            [$0.name.rawValue, $0.oldestDueSeconds == 0 ? "nothing due" : "\(rounded($0.oldestDueSeconds)) s"]
        }
        let parked = [["dead", "\(dead)"], ["held", "\(held)"]]
        let busy = workers.map { [$0.name, "\($0.jobs)", "\(rounded($0.oldestSeconds)) s"] }
        return [
            processText,
            TextTable(rows: [["LANE", "LONGEST WAITING"]] + waiting).text,
            TextTable(rows: [["JOBS THAT WAIT FOR PEOPLE", ""]] + parked).text,
            busy.isEmpty
                ? "No job runs at the moment."
                : TextTable(rows: [["WORKER", "RUNNING", "LONGEST"]] + busy).text,
        ].joined(separator: "\n\n")
    }

    private var processText: String {
        let rows = processes.map {
            [$0.name.printable, $0.isAlive ? "alive" : "silent", $0.version, $0.startedAt.text, $0.seenAt.text]
        }
        let table = TextTable(rows: [["PROCESS", "STATE", "VERSION", "STARTED AT", "SEEN AT"]] + rows).text
        guard processes.contains(where: \.isAlive) else {
            let warning = "No worker is alive: nothing is done that is due. Start muster-worker."
            return processes.isEmpty ? warning : table + "\n" + warning
        }
        return table
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}
