internal import Addresses
internal import Effects
internal import HTTPClient
internal import Jobs
internal import Observability

/// Who sends webhooks, and how many at once.
///
/// A place costs little, since whoever has it only waits. So there are more than the processors could use: several
/// tenants whose endpoints have just stopped answering leave places to the others, until they are known to be slow.
struct OutgoingLanes {
    /// How long an endpoint may take that is not known to be slow, before its message is one for the patient.
    static let promptTimeout = Duration.seconds(3)

    private let configuration: WorkerConfiguration
    private let hint: JobHint
    private let logger: Logger
    private let metrics: Metrics

    init(_ configuration: WorkerConfiguration, _ hint: JobHint, logger: Logger, metrics: Metrics) {
        self.configuration = configuration
        self.hint = hint
        self.logger = logger
        self.metrics = metrics
    }

    /// The workers of both lanes, with what does their jobs.
    var workers: [(Worker.Configuration, [any JobHandler])] {
        [prompt, patient]
    }

    /// For endpoints that answer at once. A tenant has a quarter of the places, and so has one server.
    private var prompt: (Worker.Configuration, [any JobHandler]) {
        var limits = HTTPClient.Limits()
        limits.slots = 2 * configuration.concurrency
        limits.slotsPerOrigin = max(1, limits.slots / 4)
        limits.timeout = Self.promptTimeout
        limits.connectTimeout = Self.promptTimeout
        limits.slotTimeout = .seconds(1)
        let (worker, handlers) = worker(on: .outgoing, limits, perTenant: limits.slotsPerOrigin)
        return (worker, handlers + [NotifyEffect(hint: hint)])
    }

    /// For the others. They have more places, since each is taken for longer, and smaller shares of them.
    private var patient: (Worker.Configuration, [any JobHandler]) {
        var limits = HTTPClient.Limits()
        limits.slots = 4 * configuration.concurrency
        limits.slotsPerOrigin = max(1, limits.slots / 8)
        return worker(on: .outgoingSlow, limits, perTenant: max(1, limits.slots / 32))
    }

    private func worker(
        on lane: JobLane, _ limits: HTTPClient.Limits, perTenant: Int
    ) -> (Worker.Configuration, [any JobHandler]) {
        var worker = Worker.Configuration(concurrency: limits.slots)
        worker.concurrencyPerTenant = perTenant
        worker.lane = lane
        worker.lease = configuration.lease
        let client = HTTPClient(
            policy: AddressPolicy(allowing: configuration.webhookNetworks), limits: limits, logger: logger,
            metrics: metrics)
        let sender = WebhookSender(client: client, peppers: configuration.peppers)
        return (worker, [DeliverWebhook(sender: sender, lane: lane, schedule: configuration.schedule)])
    }
}
