internal import Directory
internal import FoundationEssentials
public import HTTPClient
public import Jobs
internal import Postgres

/// Tells the operator's product that somebody left or came back: a signed webhook to every endpoint of the tenant.
///
/// What an endpoint has acknowledged is noted at once, so that the next attempt goes only to the others; the effect is
/// done when all have, which is noted with the last of them.
public struct NotifyEffect: JobHandler {
    /// The one kind of job.
    public let kinds = [JobKind(rawValue: Effect.notify.rawValue)]

    private let sender: WebhookSender
    private let schedule: DeliverySchedule

    /// A handler.
    public init(sender: WebhookSender, schedule: DeliverySchedule = .standard) {
        self.sender = sender
        self.schedule = schedule
    }

    /// Tells whoever has still to be told.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let occasion = Occasion(claim) else { return .bury(error: "the job names no person") }
        let message = WebhookSender.messageID(of: occasion)
        let (_, notice, endpoints) = try await context.database.pipeline(
            Tenants.bind(claim.tenant), Notice.find(user: occasion.user, generation: occasion.generation),
            WebhookEndpoints.pending(message: message))
        guard !notice.isSuperseded else { return try await finish(claim, occasion, context, isSuperseded: true) }
        var lastChange: [Query<Void>] = []
        let body = WebhookBody(notice, tenant: claim.tenant, occasion, at: claim.createdAt).serialized()
        var failures: [(outcome: DeliveryOutcome, explanation: String)] = []
        for endpoint in endpoints {
            let attempt = await sender.send(body, id: message, to: endpoint)
            guard let change = change(after: attempt, endpoint, message) else {
                failures.append((attempt.outcome, attempt.explanation))
                continue
            }
            if failures.isEmpty && endpoint.id == endpoints.last?.id {
                lastChange = [change]
            } else {
                try await context.database.pipeline(Tenants.bind(claim.tenant), Jobs.fence(claim), change)
            }
        }
        guard let failure = failures.first else {
            return try await finish(claim, occasion, context, isSuperseded: false, with: lastChange)
        }
        return outcome(of: failure, failures.count, claim)
    }

    /// What is to be noted after an attempt; nil where it failed.
    private func change(
        after attempt: WebhookSender.Attempt, _ endpoint: WebhookEndpoint, _ message: String
    ) -> Query<Void>? {
        switch attempt.outcome {
        case .delivered:
            WebhookEndpoints.recordDelivery(message: message, endpoint: endpoint.id, status: attempt.status ?? 0)
        case .endpointGone: WebhookEndpoints.disable(endpoint.id, reason: "answered 410 Gone")
        case .failed: nil
        }
    }

    private func finish(
        _ claim: Claim, _ occasion: Occasion, _ context: JobContext, isSuperseded: Bool,
        with changes: [Query<Void>] = []
    ) async throws -> JobOutcome {
        let message = WebhookSender.messageID(of: occasion)
        try await context.database.pipeline(
            [Tenants.bind(claim.tenant), Jobs.fence(claim)] + changes + [
                Effect.recordNotification(occasion, message: message, isSuperseded: isSuperseded),
                Jobs.complete(claim),
            ])
        return .completed
    }

    private func outcome(
        of failure: (outcome: DeliveryOutcome, explanation: String), _ count: Int, _ claim: Claim
    ) -> JobOutcome {
        let error = "\(count) of the webhook endpoints could not be told: \(failure.explanation)"
        switch schedule.decision(after: failure.outcome, attempt: claim.attempt) {
        case .retry(let delay): return .retry(after: delay, error: error)
        case .dead, .disableEndpoint, .done: return .bury(error: error)
        }
    }
}
