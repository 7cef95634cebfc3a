import Directory
import Postgres
import TestHarness
import Testing

@Suite("Conversations with identity providers", .serialized)
struct ConversationTests {
    @Test("Every provider is understood", arguments: Conversation.allNames)
    func conversation(_ name: String) async throws {
        let conversation = try Conversation.load(name)
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let (_, second) = try await platform.staff.pipeline(
                Tenants.bind(tenant.id), Connections.insert(name: "second"))
            let secondToken = try await TestTenant.issueToken(platform, tenant: tenant.id, connection: second.id)
            var player = ConversationPlayer(
                conversation: conversation,
                client: HTTPTestClient(port: platform.port, host: tenant.hostname.text),
                placeholders: Placeholders([
                    "token": tenant.token, "secondToken": secondToken, "host": tenant.hostname.text,
                    "baseURL": "https://\(tenant.hostname.text)/scim/v2",
                ]))
            do {
                try await player.play()
            } catch let failure as ConversationFailure {
                Issue.record("\(failure)")
            }
        }
    }

    @Test("The files are found")
    func files() {
        #expect(Conversation.allNames.count > 20)
    }
}
