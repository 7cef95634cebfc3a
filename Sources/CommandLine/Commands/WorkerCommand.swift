internal import Configuration
internal import Observability
internal import Platform

extension Command {
    /// The worker.
    static let worker = Command(
        "muster-worker", summary: "Finishes what has to happen when somebody leaves",
        discussion: """
            Revokes keys, ends sessions, soft-deletes memberships, tells the operator's product, and leaves a receipt \
            for each. Runs until SIGTERM or SIGINT, then lets what it has begun come to an end and exits with 0. Logs \
            JSON lines to standard error. Any number of workers may run beside one another. Connects to the database \
            as muster_worker.
            """,
        examples: ["muster-worker", "muster-worker --worker-listen 127.0.0.1:0"],
        Action { invocation in
            let configuration = try WorkerConfiguration(invocation.settings)
            let logger = try invocation.logger("muster-worker")
            try await PlatformWorker(configuration, logger: logger, metrics: Metrics()).run()
            return .nothing
        })
}
