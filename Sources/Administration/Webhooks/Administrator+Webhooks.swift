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
    ///   - secret: the text with which messages are signed.
    /// - Throws: ``AdministrationError``: no pepper is configured, or the tenant is offboarded.
    public func addWebhook(of reference: TenantReference, url: String, secret: Secret) async throws -> UUID {
        let sealed = try WebhookEndpoint.seal(secret, pepper: try neededPepper())
        return try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let id = UUID.version7()
            _ = try await transaction.finish(
                WebhookEndpoints.insert(id: id, url: url, sealedSecret: sealed),
                Events.insert(.webhookAdded, subject: id, by: actor))
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
        let sealed = try WebhookEndpoint.seal(secret, pepper: try neededPepper())
        try await change(id, of: reference, .webhookRotated) {
            WebhookEndpoints.rotate(id, sealedSecret: sealed, overlap: overlap)
        }
    }

    /// Removes an endpoint, which is told nothing more.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such endpoint.
    public func removeWebhook(_ id: UUID, of reference: TenantReference) async throws {
        try await change(id, of: reference, .webhookRemoved) { WebhookEndpoints.remove(id) }
    }

    private func change(
        _ id: UUID, of reference: TenantReference, _ event: EventKind, _ query: () -> Query<Bool>
    ) async throws {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            guard try await transaction.pipeline(query()) else { throw AdministrationError.noWebhook }
            try await transaction.finish(Events.insert(event, subject: id, by: actor))
        }
    }
}

extension WebhookEndpoint {
    /// How long two secrets may be live.
    static let overlaps = Duration.zero...maximumOverlap
}

extension AdministrationError {
    fileprivate static let noWebhook = AdministrationError(
        .notFound, "The tenant has no such webhook. List them with 'muster webhook list'.")

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
