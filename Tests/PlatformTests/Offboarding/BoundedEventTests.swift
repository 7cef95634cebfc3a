import Administration
import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("Bounds of events and of their feed")
struct BoundedEventTests {
    private static let large = 20_500

    @Test("Groups of any size are emptied and exchanged, and the feed can be read to its end")
    func largeGroups() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            let group = try await tenant.createGroup("Everybody")
            let people = try await Self.people(Self.large, in: tenant, platform)
            try await platform.inspect(
                "INSERT INTO muster.group_members (tenant_id, group_id, user_id) SELECT $1, $2::uuid, unnest($3::uuid[])",
                [.uuid(tenant.id), .text(group), .textArray(people)])
            let emptied = try await tenant.send("PATCH", "/Groups/\(group)", .patch("remove", "members", nil))
            #expect(emptied.status < 300, "\(emptied.text)")
            try await platform.inspect(
                "INSERT INTO muster.group_members (tenant_id, group_id, user_id) SELECT $1, $2::uuid, unnest($3::uuid[])",
                [.uuid(tenant.id), .text(group), .textArray(Array(people.prefix(10_001)))])
            let others = JSON.members(Array(people.suffix(10_000)))
            let exchanged = try await tenant.send("PATCH", "/Groups/\(group)", .patch("replace", "members", others))
            #expect(exchanged.status < 300, "\(exchanged.text)")

            // The last of all.
            _ = try await tenant.createGroup("Nobody")
            let events = try await Self.readAll(product, platform, until: 2) { $0["kind"] == "group.created" }
            var (added, removed) = (0, 0)
            for event in events where event["kind"] == "group.members_changed" {
                let data = event["data"]
                let sizes = ["added", "removed"].map { data?[$0]?.arrayValue?.count ?? 0 }
                #expect(sizes.reduce(0, +) <= Event.maximumIdentifiers)
                added += sizes[0]
                removed += sizes[1]
            }
            let kept = Set(people.prefix(10_001)).intersection(people.suffix(10_000)).count
            #expect(removed == Self.large + 10_001 - kept)
            #expect(added == 10_000 - kept)
            let log = try await platform.administrator.events(of: .id(tenant.id), limit: 1000)
            #expect(log.count == events.count { $0["tenant"] == .string(tenant.id.text) })
        }
    }

    @Test("An event may name a thousand people; the database takes no larger ones", arguments: [999, 1000, 1001, 2000])
    func split(count: Int) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let (added, removed) = ((0..<count).map { _ in UUID.version7() }, [UUID.version7()])
            _ = try await platform.staff.pipeline(
                Tenants.bind(tenant.id),
                Events.insert(
                    .groupMembersChanged, subject: .version7(), by: Actor(kind: .staff), added: added, removed: removed)
            )
            let events = try await platform.administrator.events(of: .id(tenant.id), limit: 10)
            #expect(events.count == (count + removed.count - 1) / Event.maximumIdentifiers + 1)
            let ids = events.flatMap { $0.data["added"]?.arrayValue ?? [] }
            #expect(ids == added.map { .string($0.text) })
            await #expect(throws: DatabaseError.self) {
                let tooMuch = JSON.array((0..<2000).map { _ in .string(UUID.version7().text) })
                _ = try await platform.staff.pipeline(
                    Tenants.bind(tenant.id),
                    Events.insert(.userUpdated, subject: nil, by: Actor(kind: .staff), data: ["changed": tooMuch]))
            }
        }
    }

    @Test("Rows that cannot be read, and pages that would be too large, end no feed")
    func unreadable() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            try await platform.inspect("ALTER DOMAIN muster.event_data DROP CONSTRAINT events_data_check")
            let deep = String(repeating: "[", count: 600) + String(repeating: "]", count: 600)
            let long = "[\"" + String(repeating: "x", count: 200_000) + "\"]"
            let large = "[\"" + String(repeating: "x", count: 100_000) + "\"]"
            for (kind, data, count) in [("deep", deep, 1), ("long", long, 1), ("large", large, 30), ("last", "{}", 1)] {
                try await platform.inspect(
                    """
                    INSERT INTO muster.events (tenant_id, kind, actor_kind, subject_kind, data)
                    SELECT $1, $2, 'staff', 'user', $3::jsonb FROM generate_series(1, $4::int)
                    """, [.uuid(tenant.id), .text(kind), .text(data), .integer(count)])
            }
            let events = try await Self.readAll(product, platform) { $0["kind"] == "last" }
            let kinds = events.compactMap { $0["kind"]?.stringValue }
            #expect(kinds == ["deep", "long"] + Array(repeating: "large", count: 30) + ["last"])
            #expect(events.map { $0["oversized"] == true } == [true, true] + Array(repeating: false, count: 31))
            let log = try await platform.administrator.events(of: .id(tenant.id), limit: 100)
            #expect(log.map(\.isOversized) == events.map { $0["oversized"] == true })
            let page = try await product.get("/api/v1/events?limit=1000", platform)
            #expect(page.text.utf8.count < EventFeed.pageBytes + 200_000)
            let parsed = try JSON(parsing: page.text, limits: JSON.Limits(maximumBytes: .max))
            #expect(parsed["more"] == true)
        }
    }

    @Test("A cursor from the future is refused with advice, in the feed and in the log")
    func future() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let product = try await ProductProgram.register(platform)
            let answer = try await product.get("/api/v1/events?after=18446744073709551615-1", platform)
            #expect(answer.status == 400)
            #expect(try answer.json["error_description"]?.stringValue?.contains("from the future") == true)
            await #expect(throws: (any Error).self) {
                _ = try await platform.administrator.events(of: .id(tenant.id), after: 1_000_000, limit: 1)
            }
            let stranger = HTTPTestClient(port: platform.port)
            #expect(try await stranger.send("GET", "/api/v1/events?after=18446744073709551615-1").status == 401)
        }
    }

    @Test("Registering and revoking a client is told in the platform's own log, and in the feed without a tenant")
    func clients() async throws {
        try await RunningPlatform.with { platform in
            let product = try await ProductProgram.register(platform)
            let client = try await platform.administrator.createClient(name: "other")
            for _ in 0..<2 { _ = try await platform.administrator.revokeClient(client.id) }
            let kinds = try await platform.administrator.platformEvents(after: 0, limit: 10).map(\.kind)
            #expect(kinds == ["client.created", "client.revoked"])
            let told = try await Self.readAll(product, platform) { $0["kind"] == "client.revoked" }
            #expect(told.map { $0["tenant"] } == [.null, .null])
        }
    }

    /// Reads the feed from its beginning until there are so many events that fit, or a minute has passed: it waits for
    /// every older transaction of the cluster, those of other tests too.
    private static func readAll(
        _ product: ProductProgram, _ platform: RunningPlatform, until count: Int = 1,
        of fits: (JSON) -> Bool
    ) async throws -> [JSON] {
        var (events, cursor) = ([JSON](), "0-0")
        let end = ContinuousClock.now + .seconds(60)
        while events.count(where: fits) < count, .now < end {
            let answer = try await product.get("/api/v1/events?limit=1000&after=\(cursor)", platform)
            try #require(answer.status == 200, "\(answer.text.prefix(300))")
            let page = try JSON(parsing: answer.text, limits: JSON.Limits(maximumBytes: .max, maximumValues: .max))
            events += page["events"]?.arrayValue ?? []
            cursor = page["next"]?.stringValue ?? cursor
        }
        return events
    }

    private static func people(_ count: Int, in tenant: TestTenant, _ platform: RunningPlatform) async throws
        -> [String]
    {
        try await platform.inspect(
            """
            INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
            SELECT $1::uuid, gen_random_uuid(), n, n, '{"schemas":["x"]}', '{}' FROM generate_series(1, $2::int) n
            RETURNING id
            """, [.uuid(tenant.id), .integer(count)]
        ).compactMap { $0[0] }
    }
}
