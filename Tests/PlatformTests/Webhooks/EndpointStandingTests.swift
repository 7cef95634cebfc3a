import Administration
import Directory
import FoundationEssentials
import HTTPClient
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Endpoints of webhooks")
struct EndpointStandingTests {
    @Test("410 switches an endpoint off with an event; switched on again, it can be sent what it has missed")
    func gone() async throws {
        try await WebhookReceiver.with([.answer(Status(rawValue: 410))]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                let user = try await tenant.createUser("ada@example.com")
                let webhook = try await tenant.addWebhook(receivers[0], platform)
                try await RunningWorker.with(platform) {
                    try await tenant.setActive(false, user)
                    try await platform.eventually(1, Self.over, [.text("endpoint_disabled")])
                    let kinds = try await platform.inspect(
                        "SELECT kind FROM muster.events WHERE subject_id = $1 ORDER BY position", [.uuid(webhook)])
                    #expect(kinds == [["webhook.added"], ["webhook.disabled"]])
                    receivers[0].behave(.answer(.noContent))
                    _ = try await platform.administrator.enableWebhook(webhook, of: .id(tenant.id))
                    let count = try await platform.administrator.redeliverMissed(by: webhook, of: .id(tenant.id))
                    #expect(count == 1)
                    try await platform.eventually(1, Self.over, [.text("delivered")])
                }
                #expect(Set(receivers[0].messages.map(\.id)).count == 1)
                #expect(receivers[0].messages.count == 2)
            }
        }
    }

    @Test("An endpoint hears of the kinds that it subscribed to, of what happened since, and of nobody's name")
    func subscriptions() async throws {
        try await WebhookReceiver.with([.answer(.noContent), .answer(.noContent)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                _ = try await tenant.createGroup("Before")
                try await tenant.addWebhook(receivers[0], hearing: ["group.*", "user.created"], platform)
                try await tenant.addWebhook(receivers[1], platform)
                try await RunningWorker.with(platform) {
                    let user = try await tenant.createUser("ada@example.com")
                    let group = try await tenant.createGroup("Team", members: [user])
                    try #require(try await tenant.send("DELETE", "/Groups/\(group)").status == 204)
                    _ = try await receivers[0].message { $0.type == "group.deleted" }
                    try await tenant.setActive(false, user)
                    _ = try await receivers[1].message { $0.type == "user.deactivated" }
                    try await platform.eventually(0, "SELECT count(*) FROM muster.jobs")
                    let told = receivers[0].messages
                    #expect(told.contains { $0.type == "user.created" })
                    #expect(told.filter { $0.body["data"]?["subject"]?["id"]?.stringValue == group }.count >= 2)
                    #expect(told.allSatisfy { $0.type == "user.created" || $0.type?.hasPrefix("group.") == true })
                    #expect(told.allSatisfy { !"\($0.body)".contains("ada@") && !"\($0.body)".contains("Team") })
                }
                #expect(receivers[0].messages.allSatisfy { $0.body["data"]?["cursor"]?.stringValue != nil })
                #expect(receivers[1].messages.map(\.type) == ["user.deactivated"])
            }
        }
    }

    @Test("What waits behind another message of the same person is not overdue")
    func notDue() async throws {
        try await WebhookReceiver.with([.answer(.serviceUnavailable)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                try await tenant.addWebhook(receivers[0], hearing: ["user.*"], platform)
                try await RunningWorker.with(platform, schedule: DeliverySchedule(delays: [.seconds(3600)])) {
                    let user = try await tenant.createUser("ada@example.com")
                    let renaming = JSON.replacing("displayName", with: "Ada")
                    try #require(try await tenant.send("PATCH", "/Users/\(user)", renaming).status == 200)
                    try await platform.eventually(2, Self.queued)
                    try await platform.eventually(1, "\(Self.queued) AND attempts = 1")
                }
                try await platform.inspect(
                    "UPDATE muster.jobs SET run_at = now() - interval '1 hour' WHERE attempts = 0")
                let health = "SELECT oldest_due_seconds FROM muster.queue_health('outgoing')"
                #expect(try await platform.inspect(health) == [["0"]])
                try await platform.inspect("UPDATE muster.jobs SET run_at = now() - interval '1 hour'")
                #expect(try await platform.inspect("SELECT oldest_due_seconds > 3599 FROM (\(health)) h") == [["t"]])
            }
        }
    }

    @Test("An endpoint that keeps failing is left alone; what waits for it is sent when it answers again")
    func resting() async throws {
        try await WebhookReceiver.with([.answer(.badRequest)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                try await platform.letEverybodyGo(from: tenant)
                let webhook = try await tenant.addWebhook(receivers[0], platform)
                var users: [String] = []
                for number in 0..<5 { users.append(try await tenant.createUser("user\(number)@example.com")) }
                try await RunningWorker.with(platform, schedule: DeliverySchedule(delays: [.seconds(3600)])) {
                    for user in users.prefix(3) {
                        try await tenant.setActive(false, user)
                        _ = try await receivers[0].message { $0.user == user }
                        try await platform.eventually(1, "\(Self.queued) AND subject_id = $1", [.text(user)])
                    }
                    try await tenant.setActive(false, users[3])
                    try await platform.eventually(4, "\(Self.queued) AND run_at > now() + interval '10 minutes'")
                    #expect(receivers[0].messages.count == 3)
                    receivers[0].behave(.answer(.noContent))
                    let waiting = try await platform.administrator.deliveries(
                        of: .id(tenant.id), to: webhook, in: "queued", limit: 10)
                    #expect(waiting.map(\.attempts) == [0, 1, 1, 1])
                    // One that is sent by hand shows that the endpoint is well; the others follow by themselves.
                    try await platform.inspect(
                        "UPDATE muster.webhook_endpoints SET resting_until = now() - interval '1 second'")
                    try await tenant.setActive(false, users[4])
                    try await platform.eventually(5, Self.over, [.text("delivered")])
                }
            }
        }
    }

    private static let queued = "SELECT count(*) FROM muster.jobs WHERE kind = 'deliver_webhook' AND state = 'queued'"
    private static let over = "SELECT count(*) FROM muster.webhook_deliveries WHERE ending = $1"
}
