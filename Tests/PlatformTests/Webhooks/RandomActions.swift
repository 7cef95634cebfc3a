import Administration
import Cryptography
import Directory
import FoundationEssentials
import HTTPClient
import JSON
import TestHarness
import Testing

/// An identity provider and staff who do one thing after another, drawn by lot.
struct RandomActions {
    private var generator: SeededGenerator
    private let tenant: TestTenant
    private let staff: Administrator
    private var users: [String] = []
    private var groups: [String] = []
    private var count = 0

    private var reference: TenantReference { .id(tenant.id) }

    init(seed: UInt64, _ tenant: TestTenant, _ platform: RunningPlatform) async throws {
        generator = SeededGenerator(seed: seed)
        self.tenant = tenant
        staff = platform.administrator
        for _ in 0..<4 {
            try await createUser()
            try await createGroup()
        }
        _ = try await staff.createEnvironment(of: reference, name: "production")
        let subscription = try #require(EventSubscription(parsing: "job.*"))
        _ = try await staff.addWebhook(
            of: reference, url: "http://127.0.0.1:9/", subscriptions: [subscription],
            secret: Secret(try WebhookSecret.generate().unsafeRevealedText))
    }

    /// Does one thing. What is refused, since things are not as they would have to be, has to change nothing.
    mutating func step() async throws {
        count += 1
        do {
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: try await changePeople()
            case 1: try await changeGroups()
            case 2: try await changeAccess()
            case 3: try await changeEnvironments()
            case 4: try await changeTenant()
            default: try await changeWebhooks()
            }
        } catch is AdministrationError {
            // As it should be.
        }
    }

    private mutating func changePeople() async throws {
        let user = try #require(users.randomElement(using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: try await createUser()
        case 1: try await patch("/Users/\(user)", .replacing("displayName", with: .string("Name \(count)")))
        case 2:
            let emails: JSON = [["value": .string("mail\(count)@example.com"), "type": "work"]]
            try await patch("/Users/\(user)", .replacing("emails", with: emails))
        case 3: try await patch("/Users/\(user)", .replacing("active", with: .bool(Bool.random(using: &generator))))
        case 4: _ = try await staff.completeSetUp(UserReference(user), of: reference)
        default: try await patch("/Users/\(user)", .replacing("externalId", with: .string("x\(count)")))
        }
    }

    private mutating func changeGroups() async throws {
        let (user, group) = (
            try #require(users.randomElement(using: &generator)), try #require(groups.randomElement(using: &generator))
        )
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: try await createGroup()
        case 1: try await patch("/Groups/\(group)", .patch("add", "members", .members([user])))
        case 2: try await patch("/Groups/\(group)", .patch("remove", "members[value eq \"\(user)\"]", nil))
        case 3: try await patch("/Groups/\(group)", .replacing("displayName", with: .string("Group \(count)")))
        case 4: try await patch("/Groups/\(group)", .replacing("externalId", with: .string("x\(count)")))
        default:
            guard groups.count > 2 else { return }
            groups.removeAll { $0 == group }
            #expect(try await tenant.send("DELETE", "/Groups/\(group)").status == 204)
        }
    }

    private mutating func changeAccess() async throws {
        let user = UserReference(try #require(users.randomElement(using: &generator)))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: _ = try await staff.issueKey(to: user, of: reference, for: .api)
        case 1: _ = try await staff.issueKey(to: user, of: reference, for: .environment("production"))
        case 2: _ = try await staff.openSession(for: user, of: reference)
        case 3:
            guard let key = try await staff.keys(of: nil, in: reference).randomElement(using: &generator) else {
                return
            }
            _ = try await staff.revokeKey(key.id, of: reference)
        case 4:
            let sessions = try await staff.sessions(of: nil, in: reference)
            guard let session = sessions.randomElement(using: &generator) else { return }
            _ = try await staff.endSession(session.id, of: reference)
        default:
            let role = try #require(Role.allCases.randomElement(using: &generator))
            _ = try await staff.setRole(role, of: user, in: reference)
        }
    }

    private mutating func changeEnvironments() async throws {
        let group = try #require(groups.randomElement(using: &generator))
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: _ = try await staff.createEnvironment(of: reference, name: "environment \(count)")
        case 1: _ = try await staff.unassignEnvironment("production", from: group, of: reference)
        case 2: _ = try await staff.openEnvironment("production", of: reference)
        default: _ = try await staff.assignEnvironment("production", to: group, of: reference)
        }
    }

    private mutating func changeTenant() async throws {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            let change = TenantSettingsChange(
                requestLimit: .perSecond(1000 + count),
                setUp: TenantSettings.SetUp.allCases.randomElement(using: &generator))
            _ = try await staff.changeSettings(of: reference, change)
        case 1: _ = try await staff.createConnection(of: reference, name: "connection \(count)")
        case 2:
            let issued = try await staff.issueToken(
                for: reference, name: "token", lifetime: .seconds(3600), connection: Connection.defaultName)
            _ = try await staff.revokeToken(issued.token.id, of: reference)
        case 3:
            let client = try await staff.createClient(name: "client \(count)")
            _ = try await staff.revokeClient(client.id)
        default:
            let status: Connection.Status = Bool.random(using: &generator) ? .off : .on
            _ = try await staff.createConnection(of: reference, name: "switched \(count)")
            _ = try await staff.setConnection(named: "switched \(count)", of: reference, to: status)
        }
    }

    private mutating func changeWebhooks() async throws {
        let webhook = try #require(try await staff.webhooks(of: reference).randomElement(using: &generator)).id
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: _ = try await staff.disableWebhook(webhook, of: reference)
        case 1: _ = try await staff.enableWebhook(webhook, of: reference)
        default:
            try await staff.rotateWebhook(
                webhook, of: reference, secret: Secret(try WebhookSecret.generate().unsafeRevealedText),
                overlap: .seconds(60))
        }
    }

    private mutating func createUser() async throws {
        users.append(try await tenant.createUser("user\(UUID.version7().text)@example.com"))
    }

    private mutating func createGroup() async throws {
        groups.append(
            try await tenant.createGroup("Group \(UUID.version7().text)", members: users.suffix(2).map(\.self)))
    }

    private func patch(_ path: String, _ body: JSON) async throws {
        let response = try await tenant.send("PATCH", path, body)
        #expect(response.status < 300, "\(response.text)")
    }
}
