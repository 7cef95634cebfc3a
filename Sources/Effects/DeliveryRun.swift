internal import Directory
internal import FoundationEssentials
internal import Jobs
internal import Postgres

/// What a worker writes about a delivery that it has: each in one transaction, which is refused when another has it.
struct DeliveryRun {
    let claim: Claim
    let database: Database

    /// Ends the delivery.
    func end(_ ending: DeliveryEnding, status: Int? = nil, with changes: [Query<Void>] = []) async throws -> JobOutcome
    {
        try await write(
            changes + [Deliveries.end(job: claim.id, run: claim.runID, ending, status: status)])
        return .completed
    }

    /// Switches the endpoint off, which does not want to hear anything more.
    func disable(_ endpoint: WebhookEndpoint, status: Int?) async throws -> JobOutcome {
        try await database.transaction { transaction in
            let (_, _, isDisabledNow) = try await transaction.pipeline(
                Tenants.bind(claim.tenant), Jobs.fence(claim),
                WebhookEndpoints.disable(endpoint.id, reason: "answered 410 Gone"))
            let event = Events.insert(.webhookDisabled, subject: endpoint.id, by: Actor(kind: .worker))
            try await transaction.finish(
                (isDisabledNow ? [event] : []) + [
                    Deliveries.end(job: claim.id, run: claim.runID, .endpointDisabled, status: status)
                ])
        }
        return .completed
    }

    /// Puts the delivery off without an attempt.
    func postpone(to lane: JobLane, after delay: Duration = .zero) async throws -> JobOutcome {
        try await write([
            Deliveries.postpone(
                job: claim.id, run: claim.runID, to: lane.rawValue, after: delay, isAttempt: false)
        ])
        return .postponed
    }

    /// Takes the endpoint for a slow one, where it is asked again at once and with more patience.
    func becomeSlow(_ endpoint: WebhookEndpoint, _ explanation: String) async throws -> JobOutcome {
        try await write([
            WebhookEndpoints.becameSlow(endpoint.id),
            Deliveries.postpone(
                job: claim.id, run: claim.runID, to: JobLane.outgoingSlow.rawValue, after: .zero, isAttempt: true,
                error: explanation),
        ])
        return .postponed
    }

    /// Notes something about the endpoint; what becomes of the job is said later.
    func note(_ change: Query<Void>) async throws {
        try await write([change])
    }

    private func write(_ changes: [Query<Void>]) async throws {
        try await database.pipeline([Tenants.bind(claim.tenant), Jobs.fence(claim)] + changes)
    }
}
