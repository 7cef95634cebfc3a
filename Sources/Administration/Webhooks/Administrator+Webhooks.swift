public import Cryptography
public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// The webhook endpoints of a tenant, in the order in which they were added.
    public func webhooks(of reference: TenantReference) async throws -> [WebhookEndpoint] {
        try await read(in: reference, WebhookEndpoints.all())
    }

    /// One webhook endpoint, and whose it is.
    public func webhook(
        _ id: UUID, of reference: TenantReference
    ) async throws -> (endpoint: WebhookEndpoint, tenant: Tenant) {
        try await transaction(in: reference) { transaction in
            let (tenant, all) = try await transaction.finish(Tenants.bound(), WebhookEndpoints.all())
            return (try AdministrationError.choose(id, of: all), tenant)
        }
    }

    /// Has the operator's product told at an address. The secret is kept sealed.
    ///
    /// - Parameters:
    ///   - url: one that a request can be sent to.
    ///   - subscriptions: what kinds of events it hears of, at most ``EventSubscription/maximumPerEndpoint``.
    ///   - secret: the text with which messages are signed.
    /// - Throws: ``AdministrationError``: no pepper is configured, the tenant is offboarded or has as many endpoints as
    ///   it may have, or there are no subscriptions or too many.
    public func addWebhook(
        of reference: TenantReference, url: String, subscriptions: [EventSubscription] = EventSubscription.standard,
        secret: Secret
    ) async throws -> UUID {
        guard 1...EventSubscription.maximumPerEndpoint ~= subscriptions.count else {
            throw AdministrationError.invalidSubscriptions
        }
        let peppers = try neededPeppers()
        return try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let id = UUID.version7()
            let (tenant, _) = try await transaction.pipeline(Tenants.bound(), WebhookEndpoints.lock())
            let sealed = try WebhookEndpoint.seal(secret, for: id, of: tenant.id, peppers)
            let isAdded = try await transaction.pipeline(
                WebhookEndpoints.insert(id: id, url: url, subscriptions: subscriptions, sealedSecret: sealed))
            guard isAdded else { throw AdministrationError.tooManyWebhooks }
            try await transaction.finish(Events.insert(.webhookAdded, subject: id, by: actor))
            return id
        }
    }

    /// Gives an endpoint a new secret. For a while messages are signed with the one before too.
    ///
    /// - Parameter overlap: how long, from nothing to 30 days.
    /// - Throws: ``AdministrationError``: there is no such endpoint, or the overlap is too long.
    public func rotateWebhook(
        _ id: UUID, of reference: TenantReference, secret: Secret, overlap: Duration
    ) async throws {
        guard WebhookEndpoint.overlaps.contains(overlap) else { throw AdministrationError.invalidOverlap }
        let peppers = try neededPeppers()
        try await change(id, of: reference, .webhookRotated) { tenant in
            let sealed = try WebhookEndpoint.seal(secret, for: id, of: tenant.id, peppers)
            return WebhookEndpoints.rotate(id, sealedSecret: sealed, overlap: overlap)
        }
    }

    /// Removes an endpoint, which is told nothing more. What is still on its way to it ends.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such endpoint.
    public func removeWebhook(_ id: UUID, of reference: TenantReference) async throws {
        try await change(id, of: reference, .webhookRemoved) { _ in WebhookEndpoints.remove(id) }
    }

    /// Sends nothing more to an endpoint until it is switched on again. What is still on its way to it ends.
    ///
    /// - Returns: the endpoint; as it was where it is off already.
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such endpoint.
    public func disableWebhook(_ id: UUID, of reference: TenantReference) async throws -> WebhookEndpoint {
        try await switchWebhook(
            id, of: reference, .webhookDisabled, WebhookEndpoints.disable(id, reason: "switched off by staff"))
    }

    /// Sends to an endpoint again that was switched off, by staff or since it answered 410.
    ///
    /// - Returns: the endpoint; as it was where it is on already.
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such endpoint.
    public func enableWebhook(_ id: UUID, of reference: TenantReference) async throws -> WebhookEndpoint {
        try await switchWebhook(id, of: reference, .webhookEnabled, WebhookEndpoints.enable(id))
    }

    private func switchWebhook(
        _ id: UUID, of reference: TenantReference, _ event: EventKind, _ query: Query<Bool>
    ) async throws -> WebhookEndpoint {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let (isChanged, endpoint) = try await transaction.pipeline(query, WebhookEndpoints.find(id))
            guard let endpoint else { throw AdministrationError.noWebhook }
            if isChanged { try await transaction.finish(Events.insert(event, subject: id, by: actor)) }
            return endpoint
        }
    }

    private func change(
        _ id: UUID, of reference: TenantReference, _ event: EventKind, _ query: (Tenant) throws -> Query<Bool>
    ) async throws {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let tenant = try await transaction.pipeline(Tenants.bound())
            guard try await transaction.pipeline(query(tenant)) else { throw AdministrationError.noWebhook }
            try await transaction.finish(Events.insert(event, subject: id, by: actor))
        }
    }
}

extension WebhookEndpoint {
    /// How long two secrets may be live.
    static let overlaps = Duration.zero...maximumOverlap
}

extension AdministrationError {
    static let noWebhook = AdministrationError(
        .notFound, "The tenant has no such webhook. List them with 'muster webhook list'.")

    fileprivate static let tooManyWebhooks = AdministrationError(
        .conflict,
        "The tenant has \(WebhookEndpoint.maximumPerTenant) webhooks, which is the most. "
            + "Remove one that is not needed with 'muster webhook remove'.")

    fileprivate static let invalidSubscriptions = AdministrationError(
        .invalid, "A webhook hears of 1 to \(EventSubscription.maximumPerEndpoint) kinds of events.")

    fileprivate static let invalidOverlap = AdministrationError(
        .invalid,
        "Two secrets are live for at most \(WebhookEndpoint.maximumOverlap.components.seconds / 86_400) days.")

    fileprivate static func choose(
        _ id: UUID, of endpoints: [WebhookEndpoint]
    ) throws(AdministrationError) -> WebhookEndpoint {
        guard let endpoint = endpoints.first(where: { $0.id == id }) else { throw .noWebhook }
        return endpoint
    }
}
