import FoundationEssentials
import JSON
import Postgres
import Synchronization
import TestHarness
import Testing

@Suite("Sessions that end and statements that are cancelled while requests run", .timeLimit(.minutes(2)))
struct ErrorsInBetweenTests {
    /// What clients have seen, and whether they are done.
    private final class Record: Sendable {
        struct Seen {
            var foreign = 0
            var acknowledged: [String: [String]] = [:]
            var statuses: [Int: Int] = [:]
        }

        let seen = Mutex(Seen())
        let isDone = Atomic(false)
    }

    private static let rounds = 40
    private static let clients = 4

    /// The end of a session, or of what one does, of the server's own.
    private static func disturb(_ platform: RunningPlatform, until record: Record) async throws -> Int {
        var count = 0
        while !record.isDone.load(ordering: .relaxed) {
            let function = count.isMultiple(of: 3) ? "pg_terminate_backend" : "pg_cancel_backend"
            let ended = try await platform.inspect(
                """
                SELECT \(function)(pid) FROM pg_stat_activity
                 WHERE usename = 'muster_app' AND datname = current_database() AND application_name <> 'muster aside'
                 ORDER BY random() LIMIT 2
                """)
            count += ended.count
            try await Task.sleep(for: .milliseconds(15))
        }
        return count
    }

    /// Creates people and looks for them, as one of the clients of a tenant's identity provider.
    private static func provision(
        _ tenant: TestTenant, _ name: String, _ client: Int, _ record: Record
    ) async throws {
        for round in 0..<rounds {
            let created = try await tenant.send("POST", "/Users", ["userName": .string("\(name)-\(client)-\(round)")])
            let found = try await tenant.send("GET", "/Users?attributes=userName&count=1000")
            let people = found.status == 200 ? try found.json["Resources"]?.arrayValue ?? [] : []
            let foreign = people.count { !($0["userName"]?.stringValue?.hasPrefix(name + "-") ?? false) }
            let id = created.status == 201 ? try created.json["id"]?.stringValue : nil
            record.seen.withLock { seen in
                seen.foreign += foreign
                if let id { seen.acknowledged[name, default: []].append(id) }
                for status in [created.status, found.status] { seen.statuses[status, default: 0] += 1 }
            }
        }
    }

    @Test("show nobody a row of another tenant, and lose nothing that was acknowledged")
    func errors() async throws {
        try await RunningPlatform.with { platform in
            let tenants = [
                "acme": try await TestTenant.onboard(platform),
                "globex": try await TestTenant.onboard(platform, instance: 1043, client: "globex"),
            ]
            let record = Record()
            async let disturbances = Self.disturb(platform, until: record)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (name, tenant) in tenants {
                    for client in 0..<Self.clients {
                        group.addTask { try await Self.provision(tenant, name, client, record) }
                    }
                }
                try await group.waitForAll()
            }
            record.isDone.store(true, ordering: .relaxed)
            #expect(try await disturbances > 20)
            let (foreign, acknowledged, statuses) = record.seen.withLock { ($0.foreign, $0.acknowledged, $0.statuses) }
            #expect(foreign == 0)
            #expect(Set(statuses.keys).isSubset(of: [200, 201, 503]), "\(statuses)")
            #expect(statuses[503, default: 0] > 0, "nothing was disturbed: \(statuses)")
            for (name, tenant) in tenants {
                let there = Set(try await platform.inspect("SELECT id FROM muster.users").compactMap { $0[0] })
                #expect(acknowledged[name]?.isEmpty == false)
                #expect(acknowledged[name]?.allSatisfy(there.contains) == true)
                #expect(try await tenant.send("GET", "/Users").status == 200)
            }
        }
    }
}
