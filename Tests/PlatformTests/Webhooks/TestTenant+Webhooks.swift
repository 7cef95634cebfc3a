import Administration
import Cryptography
import Directory
import FoundationEssentials
import HTTPClient
import JSON
import TestHarness
import Testing

extension TestTenant {
    /// Has a receiver told what happens in this tenant.
    @discardableResult
    func addWebhook(_ receiver: WebhookReceiver, hearing kinds: [String] = [], _ platform: RunningPlatform)
        async throws -> UUID
    {
        let subscriptions = try kinds.map { try #require(EventSubscription(parsing: $0)) }
        return try await platform.administrator.addWebhook(
            of: .id(id), url: receiver.url,
            subscriptions: subscriptions.isEmpty ? EventSubscription.standard : subscriptions,
            secret: Secret(try WebhookSecret.generate().unsafeRevealedText))
    }

    /// Ends or gives back somebody's access, as an identity provider does.
    func setActive(_ isActive: Bool, _ user: String) async throws {
        let response = try await send("PATCH", "/Users/\(user)", .replacing("active", with: .bool(isActive)))
        try #require(response.status == 200, "\(response.text)")
    }
}

extension WebhookReceiver.Message {
    var type: String? { body["type"]?.stringValue }
    var user: String? { body["data"]?["user"]?.stringValue }
}

extension RunningPlatform {
    /// Has no number of leavers be too many.
    func letEverybodyGo(from tenant: TestTenant) async throws {
        _ = try await administrator.changeSettings(of: .id(tenant.id), TenantSettingsChange(breakerPercent: 100))
    }
}
