import Administration
import Directory
import FoundationEssentials
import HTTPClient
import HTTPServer
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Deliveries of webhooks")
struct DeliveryTests {
    /// What tells waiting for a bad endpoint, which takes the fifteen seconds after which it is given up, from a busy
    /// machine. That it is a second is measured by the black box, which has the machine for itself.
    static let soon = Duration.seconds(5)
    /// What an endpoint has to be for another one to suffer.
    static let bad: [WebhookReceiver.Manner] = [.hang, .answer(.internalServerError)]

    @Test(
        "Beside an endpoint that is down, the other one hears of each leaver at once", arguments: 0..<bad.count)
    func healthyNeighbour(bad: Int) async throws {
        try await WebhookReceiver.with([Self.bad[bad], .answer(.noContent)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                try await platform.letEverybodyGo(from: tenant)
                for receiver in receivers { try await tenant.addWebhook(receiver, platform) }
                try await RunningWorker.with(platform) {
                    for number in 0..<100 {
                        let user = try await tenant.createUser("user\(number)@example.com")
                        try await tenant.setActive(false, user)
                        let left = ContinuousClock.now
                        let message = try await receivers[1].message { $0.user == user }
                        #expect(left.duration(to: message.time) < Self.soon, "leaver \(number)")
                    }
                }
                #expect(receivers[1].messages.count == 100)
            }
        }
    }

    @Test("Five tenants whose endpoints hang do not delay a sixth")
    func healthyTenant() async throws {
        try await WebhookReceiver.with(Array(repeating: .hang, count: 5) + [.answer(.noContent)]) { receivers in
            try await RunningPlatform.with { platform in
                var leavers: [(tenant: TestTenant, users: [String])] = []
                for (number, receiver) in receivers.enumerated() {
                    let tenant = try await TestTenant.onboard(platform, instance: number + 1, client: "t\(number)")
                    try await platform.letEverybodyGo(from: tenant)
                    try await tenant.addWebhook(receiver, platform)
                    var users: [String] = []
                    for user in 0..<20 { users.append(try await tenant.createUser("user\(user)@example.com")) }
                    leavers.append((tenant, users))
                }
                let (healthy, users) = leavers.removeLast()
                try await RunningWorker.with(platform) {
                    for (tenant, users) in leavers {
                        for user in users { try await tenant.setActive(false, user) }
                    }
                    for user in users {
                        try await healthy.setActive(false, user)
                        let left = ContinuousClock.now
                        let message = try await receivers[5].message { $0.user == user }
                        #expect(left.duration(to: message.time) < Self.soon)
                    }
                }
            }
        }
    }

    @Test(
        "Who comes back while an endpoint is down is the only news for it when it is up again; nothing waits for a retry"
    )
    func overtaken() async throws {
        try await WebhookReceiver.with([.answer(.serviceUnavailable)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                let user = try await tenant.createUser("ada@example.com")
                try await tenant.addWebhook(receivers[0], platform)
                // The second attempt would come after an hour.
                try await RunningWorker.with(platform, schedule: DeliverySchedule(delays: [.seconds(3600)])) {
                    try await tenant.setActive(false, user)
                    _ = try await receivers[0].message { $0.type == "user.deactivated" }
                    try await platform.eventually(1, Self.queued)
                    receivers[0].behave(.answer(.noContent))
                    try await tenant.setActive(true, user)
                    _ = try await receivers[0].message { $0.type == "user.reactivated" }
                    try await platform.eventually(1, Self.over, [.text("superseded")])
                    try await platform.eventually(1, Self.over, [.text("delivered")])
                }
                #expect(receivers[0].messages.map(\.type) == ["user.deactivated", "user.reactivated"])
                let receipts = try await platform.inspect(
                    "SELECT generation, state, count FROM muster.receipts WHERE effect = 'notify' ORDER BY generation")
                #expect(receipts == [["2", "superseded", "0"]])
            }
        }
    }

    @Test("What is for an endpoint that is removed or switched off ends at once, and the receipt counts the others")
    func removed() async throws {
        try await WebhookReceiver.with([.answer(.serviceUnavailable), .answer(.noContent)]) { receivers in
            try await RunningPlatform.with { platform in
                let tenant = try await TestTenant.onboard(platform)
                let bad = try await tenant.addWebhook(receivers[0], platform)
                try await tenant.addWebhook(receivers[1], platform)
                try await RunningWorker.with(platform, schedule: DeliverySchedule(delays: [.seconds(3600)])) {
                    for ending in ["endpoint_disabled", "endpoint_removed"] {
                        let user = try await tenant.createUser("\(ending)@example.com")
                        try await tenant.setActive(false, user)
                        _ = try await receivers[0].message { $0.user == user }
                        try await platform.eventually(1, Self.queued)
                        if ending == "endpoint_disabled" {
                            _ = try await platform.administrator.disableWebhook(bad, of: .id(tenant.id))
                        } else {
                            try await platform.administrator.removeWebhook(bad, of: .id(tenant.id))
                        }
                        try await platform.eventually(1, Self.over, [.text(ending)])
                        try await platform.eventually(
                            1,
                            """
                            SELECT count(*) FROM muster.receipts
                             WHERE effect = 'notify' AND user_id = $1 AND state = 'done' AND count = 1
                            """, [.text(user)])
                        if ending == "endpoint_disabled" {
                            _ = try await platform.administrator.enableWebhook(bad, of: .id(tenant.id))
                        }
                    }
                }
            }
        }
    }

    private static let queued = "SELECT count(*) FROM muster.jobs WHERE kind = 'deliver_webhook' AND state = 'queued'"
    private static let over = "SELECT count(*) FROM muster.webhook_deliveries WHERE ending = $1"
}
