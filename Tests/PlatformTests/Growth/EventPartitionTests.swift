import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("The log of events by month")
struct EventPartitionTests {
    private static let tenant = GrowthPopulation.tenant(1)

    @Test("A new database has the log of this month and the two after it, before any worker comes")
    func fresh() async throws {
        try await TestDatabase.with { database in
            let months = try await database.inspect(
                """
                SELECT 'events_' || to_char(
                           date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month', 'YYYYMM')
                  FROM generate_series(0, 2) n
                """)
            let made = try await database.inspect(
                """
                SELECT relname FROM pg_class c WHERE c.oid IN (
                    SELECT inhrelid FROM pg_inherits WHERE inhparent = 'muster.events'::regclass) ORDER BY 1
                """)
            #expect(made == months + [["events_default"]])
            for number in 0..<5 { try await add(database, "event \(number)", at: "clock_timestamp()") }
            #expect(try await feed(database, count: 5) == (0..<5).map { "event \($0)" })
            let positions = try await database.inspect(
                "SELECT count(DISTINCT position), min(position) FROM muster.events")
            #expect(positions == [["5", "1"]])
        }
    }

    @Test("Each month begins with its first instant, and what nobody made room for is written all the same")
    func boundaries() async throws {
        try await TestDatabase.with { database in
            try await beginAnew(database)
            let month = "date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
            let names = try await database.inspect(
                """
                SELECT 'muster.events_' || to_char(
                           date_trunc('month', now() AT TIME ZONE 'UTC') + n * interval '1 month', 'YYYYMM')
                  FROM generate_series(0, 1) n
                """
            ).compactMap { $0[0] }
            try await add(database, "first", at: month)
            try await add(database, "last", at: "(\(month)) + interval '1 month' - interval '1 microsecond'")
            try await add(database, "next", at: "(\(month)) + interval '1 month'")
            try await add(database, "early", at: "(\(month)) - interval '1 microsecond'")
            try await add(database, "late", at: "(\(month)) + interval '3 months'")
            #expect(try await partitions(database, "kind IN ('first', 'last')") == [names[0]])
            #expect(try await partitions(database, "kind = 'next'") == [names[1]])
            #expect(try await partitions(database, "kind IN ('early', 'late')") == ["muster.events_default"])
        }
    }

    @Test("Upkeep makes three months, isolated, by twenty workers at once and any number of times")
    func upkeep() async throws {
        try await TestDatabase.with { database in
            try await beginAnew(database)
            try await database.connected(as: .worker) { worker in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<20 { group.addTask { try await worker.pipeline(Events.maintain()) } }
                    try await group.waitForAll()
                }
            }
            let made = try await database.inspect(
                """
                SELECT relname FROM pg_class c WHERE c.oid IN (
                    SELECT inhrelid FROM pg_inherits WHERE inhparent = 'muster.events'::regclass) ORDER BY 1
                """)
            #expect(made.count == 4)
            #expect(made.last == ["events_default"])
            let open = try await database.inspect(
                """
                SELECT c.relname FROM pg_class c WHERE c.relname ~ '^events' AND c.relkind IN ('r', 'p')
                   AND (NOT c.relforcerowsecurity OR (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) <> 2)
                """)
            #expect(open.isEmpty)
        }
    }

    @Test("A month of which events are in the default partition stays there, and stops no other")
    func occupiedMonth() async throws {
        try await TestDatabase.with { database in
            try await beginAnew(database, maintains: false)
            try await add(database, "unexpected", at: "clock_timestamp()")
            try await database.connected(as: .worker) { worker in _ = try await worker.pipeline(Events.maintain()) }
            try await add(database, "unexpected", at: "clock_timestamp()")
            #expect(try await partitions(database, "true") == ["muster.events_default"])
            let count = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'muster.events'::regclass"
            #expect(try await database.inspect(count) == [["3"]], "two months, and the default")
        }
    }

    @Test("The feed goes over months in the order of transactions, page by page, and each event once")
    func feedOverMonths() async throws {
        try await TestDatabase.with { database in
            try await beginAnew(database)
            for number in 0..<10 {
                let later = number.isMultiple(of: 2) ? "interval '1 month'" : "interval '0'"
                try await add(database, "event \(number)", at: "clock_timestamp() + \(later)")
            }
            #expect(try await partitions(database, "true").count == 2)
            #expect(try await feed(database, count: 10, pageSize: 3) == (0..<10).map { "event \($0)" })
        }
    }

    @Test("Nobody who runs reads past the log, changes or deletes in it", arguments: RunningRoleTests.roles)
    func immutability(role: TestDatabase.Role) async throws {
        try await TestDatabase.with { database in
            let allowed = try await database.inspect(
                """
                SELECT c.relname, p.privilege FROM pg_class c
                 CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
                 WHERE c.relname ~ '^events' AND c.relkind IN ('r', 'p')
                   AND has_table_privilege('\(role.rawValue)', c.oid, p.privilege)
                """)
            #expect(allowed == (role == .admin ? [["events", "SELECT"]] : []))
            let columns = """
                SELECT a.attname FROM pg_attribute a
                 WHERE a.attrelid = 'muster.events'::regclass AND a.attnum > 0 AND NOT a.attisdropped
                """
            let withheld = try await database.inspect(
                columns + " AND NOT has_column_privilege('\(role.rawValue)', a.attrelid, a.attnum, 'INSERT') ORDER BY 1"
            )
            let chosenByNobody: [[String?]] = [["occurred_at"], ["position"], ["transaction_id"]]
            // Who only answers questions writes no event at all.
            let expected = role == .product ? try await database.inspect(columns + " ORDER BY 1") : chosenByNobody
            #expect(withheld == expected)
        }
    }
}

extension EventPartitionTests {
    /// A log without the months that it came with.
    private func beginAnew(_ database: TestDatabase, maintains: Bool = true) async throws {
        try await database.inspect(
            """
            DO $$
            DECLARE
                month regclass;
            BEGIN
                FOR month IN SELECT inhrelid FROM pg_inherits
                             WHERE inhparent = 'muster.events'::regclass
                               AND inhrelid <> 'muster.events_default'::regclass LOOP
                    EXECUTE format('DROP TABLE %s', month);
                END LOOP;
            END $$
            """)
        guard maintains else { return }
        try await database.connected(as: .worker) { worker in _ = try await worker.pipeline(Events.maintain()) }
    }

    private func add(_ database: TestDatabase, _ kind: String, at instant: String) async throws {
        try await database.inspect(
            """
            INSERT INTO muster.events (tenant_id, kind, actor_kind, subject_kind, occurred_at)
            VALUES ($1, $2, 'worker', 'user', \(instant))
            """, [.uuid(Self.tenant), .text(kind)])
    }

    private func partitions(_ database: TestDatabase, _ condition: String) async throws -> [String] {
        try await database.inspect(
            "SELECT DISTINCT tableoid::regclass::text FROM muster.events WHERE \(condition) ORDER BY 1"
        ).compactMap { $0[0] }
    }

    /// The kinds of the first events, as the operator's program reads them.
    ///
    /// The feed waits for every older transaction of the cluster, those of other tests too.
    private func feed(_ database: TestDatabase, count: Int, pageSize: Int = 100) async throws -> [String] {
        try await database.connected(as: .app) { app in
            var kinds: [String] = []
            var cursor = EventCursor.start
            let end = ContinuousClock.now + .seconds(60)
            while kinds.count < count, .now < end {
                let page = try await app.pipeline(EventFeed.page(after: cursor, limit: pageSize)).events
                kinds += page.map(\.event.kind)
                cursor = page.last?.cursor ?? cursor
            }
            return kinds
        }
    }
}
