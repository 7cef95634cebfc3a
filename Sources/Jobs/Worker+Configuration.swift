internal import FoundationEssentials

extension Worker {
    /// How a worker works.
    public struct Configuration: Sendable {
        /// What the database calls the worker: different for every one there is.
        public var name = Self.uniqueName()
        /// Whose jobs it runs.
        public var lane = JobLane.standard
        /// How many jobs run at once.
        public var concurrency: Int
        /// How many of them may be of one tenant, so that one with slow jobs leaves room for others.
        public var concurrencyPerTenant: Int
        /// How long a job is safe from other workers without being renewed, which happens three times as often.
        public var lease = Duration.seconds(30)
        /// How long one attempt may take before its task is cancelled.
        public var attemptLimit = Duration.seconds(300)
        /// After how long without a hint the queue is looked at.
        public var pollInterval = Duration.seconds(2)
        /// How long running jobs may go on when the worker is asked to stop, before their tasks are cancelled.
        public var drainLimit = Duration.seconds(20)
        /// For how many days finished jobs are kept.
        public var daysKept = 30

        /// How soon after a look at the queue the next one may follow: what ends in between is made up for at once.
        var claimInterval = Duration.milliseconds(5)
        /// How often partitions are made and dropped.
        var maintenanceInterval = Duration.seconds(3600)
        /// How often the state of the queue is measured.
        var samplingInterval = Duration.seconds(15)
        /// How long a job waits that this worker knows no handler for: a newer worker may.
        var unknownKindDelay = Duration.seconds(30)

        /// Everything but the number of jobs as it is by default; one tenant may use half of the places.
        public init(concurrency: Int = 16) {
            precondition(concurrency >= 1, "a worker runs something")
            self.concurrency = concurrency
            concurrencyPerTenant = max(1, concurrency / 2)
        }

        private static func uniqueName() -> String {
            let process = ProcessInfo.processInfo
            return "\(process.hostName):\(process.processIdentifier):\(UUID().uuidString.prefix(8))"
        }
    }
}
