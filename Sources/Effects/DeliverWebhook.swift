internal import Directory
internal import FoundationEssentials
public import HTTPClient
public import Jobs
internal import Postgres

/// Sends one message to one endpoint, and ends the delivery when there is nothing more to do about it.
///
/// Endpoints that answer at once have a lane of their own. Whoever takes too long there is asked once more in the lane of
/// the slow ones, with more patience, and is one of them until it answers quickly again. An endpoint that keeps failing
/// rests between its attempts; its messages wait meanwhile without being tried, and for as long as the schedule goes.
public struct DeliverWebhook: JobHandler {
    /// The one kind of job.
    public let kinds = [JobKind(rawValue: "deliver_webhook")]

    private let sender: WebhookSender
    private let lane: JobLane
    private let schedule: DeliverySchedule
    private let unanswered = Unanswered()

    /// A handler.
    ///
    /// - Parameters:
    ///   - sender: as patient as the lane is.
    ///   - lane: the one whose workers this serves: `outgoing` or `outgoing_slow`.
    public init(sender: WebhookSender, lane: JobLane, schedule: DeliverySchedule = .standard) {
        self.sender = sender
        self.lane = lane
        self.schedule = schedule
    }

    /// Makes one attempt, unless there is nothing to send or this is no time for it.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let content = WebhookMessageContent(claim.payload, subject: claim.subject, generation: claim.generation)
        else { return .bury(error: "the job does not say what is to be delivered") }
        let delivery = DeliveryRun(claim: claim, database: context.database)
        let (_, endpoint, circumstances) = try await context.database.pipeline(
            Tenants.bind(claim.tenant), WebhookEndpoints.find(content.endpoint), Deliveries.circumstances(of: content))
        guard let endpoint else { return try await delivery.end(.endpointRemoved) }
        guard endpoint.disabledAt == nil else { return try await delivery.end(.endpointDisabled) }
        guard !circumstances.isSuperseded else { return try await delivery.end(.superseded) }
        if lane == .outgoing && endpoint.isSlow { return try await delivery.postpone(to: .outgoingSlow) }
        if endpoint.rest > .zero { return try await wait(for: endpoint, delivery) }

        let body = WebhookBody(content, tenant: claim.tenant, instance: circumstances.instance).serialized()
        let began = ContinuousClock.now
        guard lane != .outgoing || unanswered.begin(endpoint.id, at: began) else {
            return try await delivery.postpone(to: .outgoingSlow)
        }
        let attempt = await sender.send(body, id: content.message, to: endpoint)
        unanswered.end(endpoint.id, since: began)
        return try await settle(attempt, endpoint, delivery)
    }

    /// Waits without an attempt until the endpoint has rested; what has waited for too long is dead.
    private func wait(for endpoint: WebhookEndpoint, _ delivery: DeliveryRun) async throws -> JobOutcome {
        let age = Duration.seconds(Date().timeIntervalSince(delivery.claim.createdAt))
        guard age < schedule.length else {
            return .bury(error: "the endpoint has been failing since then: \(endpoint.lastError ?? "")")
        }
        // Not all at the same moment: who comes first finds out whether the others have to wait on.
        return try await delivery.postpone(to: lane, after: endpoint.rest * Double.random(in: 1...1.2))
    }

    private func settle(
        _ attempt: WebhookSender.Attempt, _ endpoint: WebhookEndpoint, _ delivery: DeliveryRun
    ) async throws -> JobOutcome {
        switch attempt.outcome {
        case .delivered:
            let isSlow = endpoint.isSlow ? !attempt.isQuick : false
            let isNews = endpoint.failures > 0 || endpoint.isSlow != isSlow
            return try await delivery.end(
                .delivered, status: attempt.status,
                with: isNews ? [WebhookEndpoints.answered(endpoint.id, isSlow: isSlow)] : [])
        case .endpointGone: return try await delivery.disable(endpoint, status: attempt.status)
        case .notAttempted:
            // Who is told to stop says so; it is for the worker to know what that means.
            try Task.checkCancellation()
            return try await lane == .outgoing
                ? delivery.postpone(to: .outgoingSlow) : .notAttempted(after: .seconds(Double.random(in: 1...5)))
        case .failed(let retryAfter):
            if lane == .outgoing && attempt.isLate {
                return try await delivery.becomeSlow(endpoint, attempt.explanation)
            }
            let rest = schedule.rest(afterFailures: endpoint.failures + 1)
            try await delivery.note(
                WebhookEndpoints.failed(
                    endpoint, isSlow: attempt.isLate,
                    rest: [rest, retryAfter].compactMap(\.self).max(), error: attempt.explanation))
            return outcome(of: attempt, delivery.claim)
        }
    }

    private func outcome(of attempt: WebhookSender.Attempt, _ claim: Claim) -> JobOutcome {
        switch schedule.decision(after: attempt.outcome, attempt: claim.attempt) {
        case .retry(let delay): .retry(after: delay, error: attempt.explanation)
        case .dead, .disableEndpoint, .done: .bury(error: attempt.explanation)
        }
    }
}
