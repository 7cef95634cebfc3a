public import Directory
internal import Postgres

extension Administrator {
    /// A tenant with its connections, tokens, people, holds and broken endpoints.
    public func overview(of reference: TenantReference) async throws -> TenantOverview {
        let holds = try await unfinishedHolds(of: reference)
        let webhooks = try await webhooks(of: reference)
        let count = TenantOverview.maximumCount
        return try await transaction(in: reference) { transaction in
            let (tenant, connections, tokens, people) = try await transaction.finish(
                Tenants.bound(), Connections.uses(after: nil, limit: count),
                Tokens.page(Tokens.Selection(status: .live), after: nil, limit: count), UserSummaries.counts())
            return TenantOverview(
                tenant: tenant, connections: connections, tokens: tokens, people: people,
                openHolds: holds.map(\.hold), disabledWebhooks: webhooks.filter { $0.disabledAt != nil })
        }
    }
}
