import Postgres
import TestHarness
import Testing

@Suite("Session settings")
struct SessionSettingTests {
    private static let running = [TestDatabase.Role.app, .worker, .admin]

    private static func faults(
        _ test: TestDatabase, _ role: TestDatabase.Role, _ settings: [SessionSetting] = SessionSetting.ofRunningRoles
    ) async throws -> [SessionFault] {
        try await test.connected(as: role) { try await $0.pipeline(SessionSetting.faults(settings)) }
    }

    private static func change(_ test: TestDatabase, _ role: TestDatabase.Role, _ change: String) async throws {
        try await test.connected(as: role) { database in
            let text = "ALTER ROLE \(role.rawValue) IN DATABASE \(test.name) SET \(change)"
            try await database.pipeline(Query<Void>(SQL(unnamed: text)))
        }
    }

    @Test(
        "that are not as they have to be are found one by one, with the statement by which a role mends its own",
        arguments: SessionSetting.ofRunningRoles)
    func one(setting: SessionSetting) async throws {
        let wrong = [
            "datestyle": "German, DMY", "timezone": "Asia/Tokyo", "bytea_output": "escape",
            "default_transaction_isolation": "serializable", "plan_cache_mode": "auto",
            "max_parallel_workers_per_gather": "2",
        ]
        let value = wrong[setting.name] ?? (setting.value == "off" ? "on" : "0")
        try await TestDatabase.withEmpty { test async throws in
            try await Self.change(test, .app, "\(setting.name) = '\(value)'")
            let faults = try await Self.faults(test, .app)
            #expect(faults.map(\.setting) == [setting])
            #expect(faults.map(\.found) == [value])
            #expect(faults.map(\.isFromClient) == [false])
            #expect(try await Self.faults(test, .worker).isEmpty)
            let command = try #require(faults.first?.command)
            try await test.connected(as: .app) { try await $0.pipeline(Query<Void>(SQL(unnamed: command))) }
            #expect(try await Self.faults(test, .app).isEmpty)
        }
    }

    @Test("are those of the roles that deploy/bootstrap.sql makes", arguments: running)
    func asMade(role: TestDatabase.Role) async throws {
        try await TestDatabase.withEmpty { test async throws in
            #expect(try await Self.faults(test, role).isEmpty)
            #expect(try await Self.faults(test, .owner, SessionSetting.ofEveryRole).isEmpty)
            #expect(try await !Self.faults(test, .superuser).isEmpty, "nothing is sent when a connection opens")
        }
    }

    @Test("that are limits may be others than these, but not none")
    func otherLimit() async throws {
        try await TestDatabase.withEmpty { test async throws in
            try await Self.change(test, .admin, "statement_timeout = '5min'")
            #expect(try await Self.faults(test, .admin).isEmpty)
            try await Self.change(test, .admin, "statement_timeout = 0")
            #expect(try await Self.faults(test, .admin).map(\.setting.name) == ["statement_timeout"])
        }
    }
}
