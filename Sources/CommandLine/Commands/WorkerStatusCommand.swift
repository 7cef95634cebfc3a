internal import Administration
internal import Configuration
internal import Effects
internal import JSON
internal import Jobs

extension Command {
    /// The workers, as staff see them; the program `muster-worker` is ``worker``.
    static let workerGroup = Command(
        "worker", summary: "Shows how the queue stands and who works on it", commands: [workerStatus])

    private static let workerStatus = Command(
        "status", summary: "Shows which workers are alive, how long jobs wait, and how many wait for people",
        discussion: """
            A worker says every ten seconds that it is alive; one that has been silent for a minute is taken for dead. \
            Dead and held jobs are those of all lanes and tenants.
            """,
        examples: ["muster worker status", "muster worker status --json"],
        Action { invocation in
            try await invocation.administer { administrator in
                let status = try await administrator.queue(JobLane.all)
                return Answer(json: .object(status.json), text: status.text)
            }
        })
}
