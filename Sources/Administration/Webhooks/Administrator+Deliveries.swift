public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// The latest deliveries of a tenant's webhooks, on their way or over, the latest first.
    ///
    /// - Parameters:
    ///   - endpoint: only those to this one, if given.
    ///   - state: only those in this state, if given: one of a job that is not over, or a ``DeliveryEnding``.
    ///   - limit: the most that are read.
    public func deliveries(
        of reference: TenantReference, to endpoint: UUID?, in state: String?, limit: Int
    ) async throws -> [WebhookDelivery] {
        try await read(in: reference, Deliveries.latest(to: endpoint, state: state, limit: limit))
    }

    /// Sends a delivery now: one that waits or is dead, or once more one that is over.
    ///
    /// - Returns: its number, which is a new one where it was over.
    /// - Throws: ``AdministrationError``: there is none, it is being sent, or its endpoint is off or removed.
    public func redeliver(_ id: Int64, of reference: TenantReference) async throws -> Int64 {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let again = try await transaction.pipeline(Deliveries.redeliver(id))
            guard let again else { throw AdministrationError.nothingToDeliver }
            try await transaction.finish(
                Events.insert(
                    .webhookRedelivered, subject: nil, by: actor,
                    data: ["delivery": .integer(id), "again": .integer(again)]))
            return again
        }
    }

    /// Sends to an endpoint what it has missed while it failed or was off.
    ///
    /// - Returns: how many deliveries.
    /// - Throws: ``AdministrationError``: there is no such endpoint, or it is off.
    public func redeliverMissed(by endpoint: UUID, of reference: TenantReference) async throws -> Int {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let count = try await transaction.pipeline(Deliveries.redeliverMissed(by: endpoint))
            guard let count else { throw AdministrationError.noOpenWebhook }
            try await transaction.finish(
                Events.insert(
                    .webhookRedelivered, subject: endpoint, by: actor, data: ["deliveries": .integer(Int64(count))]))
            return count
        }
    }
}

extension AdministrationError {
    fileprivate static let nothingToDeliver = AdministrationError(
        .notFound,
        "There is no such delivery, it is being sent now, or its webhook is off or removed. "
            + "List them with 'muster webhook deliveries'.")

    fileprivate static let noOpenWebhook = AdministrationError(
        .notFound, "The tenant has no such webhook that is on. See 'muster webhook list' and 'muster webhook enable'.")
}
