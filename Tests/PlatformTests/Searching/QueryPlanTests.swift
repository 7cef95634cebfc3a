import FoundationEssentials
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@testable import Directory

@Suite("Plans under row level security, with 100,000 people in one tenant", .serialized)
struct QueryPlanTests {
    /// What a filter is, the condition that an index has to answer, and whether it is about groups.
    private static let searches: [(filter: String, indexCondition: String, isAboutGroups: Bool)] = [
        ("userName eq \"User77777@Example.com\"", "(user_name_key = ", false),
        ("userName sw \"user7777\"", "(user_name_key >= ", false),
        ("displayName eq \"Person 77777\"", "(display_name_key = ", false),
        ("displayName sw \"Person 7777\"", "(display_name_key >= ", false),
        ("externalId eq \"x-77777\"", "(external_id = ", false),
        ("emails.value eq \"user77777@example.com\"", "(value_key = ", false),
        ("emails eq \"user77777@example.com\"", "(value_key = ", false),
        ("emails[type eq \"work\"].value eq \"user77777@example.com\"", "(value_key = ", false),
        ("emails[type eq \"work\" and value eq \"user77777@example.com\"]", "(value_key = ", false),
        ("emails.value sw \"user7777\"", "(value_key >= ", false),
        ("displayName eq \"Group 777\"", "(display_name_key = ", true),
        ("displayName sw \"Group 77\"", "(display_name_key >= ", true),
        ("externalId eq \"g-777\"", "(external_id = ", true),
        ("members.value eq \"%USER%\"", "(user_id = ", true),
        ("members eq \"%USER%\"", "(user_id = ", true),
    ]

    /// Reading the whole tenant touches some ten thousand pages.
    private static let affordablePages = 400

    @Test("Every search that identity providers send all day is answered from an index")
    func indexConditions() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let neighbour = try await TestTenant.onboard(platform, instance: 7, client: "neighbour")
            try await Self.fill(platform, tenant, people: 100_000, groups: 1_000)
            try await Self.fill(platform, neighbour, people: 5_000, groups: 50)
            try await platform.inspect("ANALYZE")
            let user = try #require(try await tenant.found("/Users", "userName eq \"user77777@example.com\"").first)
            let id = try #require(user["id"]?.stringValue)
            try await platform.database.connected(as: .app) { app in
                // What PostgreSQL reads of its catalogues the first time is not what a search costs.
                for (_, statement) in try Self.statements("id eq \"\(id)\"", isAboutGroups: false) {
                    _ = try await Self.plan(of: statement, isGeneric: false, tenant, app)
                }
                for search in Self.searches {
                    let filter = search.filter.replacing("%USER%", with: id)
                    for (name, statement) in try Self.statements(filter, isAboutGroups: search.isAboutGroups) {
                        // Statements without a name are planned for their values every time.
                        for isGeneric in statement.sql.name == nil ? [false] : [false, true] {
                            let plan = try await Self.plan(of: statement, isGeneric: isGeneric, tenant, app)
                            let what = "\(name) of \(filter), \(isGeneric ? "generic" : "custom"):\n\(plan.text)"
                            #expect(plan.hasIndexCondition(search.indexCondition), "\(what)")
                            #expect(!plan.readsWholeTables, "\(what)")
                            #expect(plan.pages < Self.affordablePages, "\(plan.pages) pages for \(what)")
                        }
                    }
                }
            }
        }
    }

    @Test(
        "What identity providers send all day is prepared; whatever else is not, or each connection would keep it all",
        arguments: [
            ("displayName eq \"a\"", true), ("members eq \"%\"", true), ("id eq \"%\" and members eq \"%\"", true),
            ("members[value eq \"%\"] and id eq \"%\"", true), ("id eq \"%\" and displayName eq \"a\"", false),
            ("id eq \"%\" and members eq \"a\"", false), ("id eq \"%\" and members eq \"%\" and id eq \"%\"", false),
            ("id eq \"%\" or members eq \"%\"", false), ("displayName sw \"a\"", false),
        ])
    func prepared(filter: String, isPrepared: Bool) throws {
        let text = filter.replacing("%", with: "01980000-0000-7000-8000-000000000001")
        for (_, statement) in try Self.statements(text, isAboutGroups: true) {
            #expect((statement.sql.name != nil) == isPrepared, "\(statement.sql.text)")
        }
    }

    @Test("What stands before a page is skipped, and not worked out")
    func deepPages() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await Self.fill(platform, tenant, people: 2_000, groups: 200)
            try await platform.inspect("ANALYZE")
            try await platform.database.connected(as: .app) { app in
                let people = Users.page(
                    where: .everything, order: nil, offset: 1_500, limit: 10, groupsBase: "x", within: 262_144)
                let groups = Groups.page(where: .everything, order: nil, offset: 150, limit: 10, members: .upTo(10))
                for statement in [people.statement, groups.statement] {
                    let plan = try await Self.plan(of: statement, isGeneric: true, tenant, app)
                    let loops = plan.text.matches(of: /loops=(\d+)/).compactMap { Int($0.output.1) }
                    #expect(loops.max() == 10, "\(plan.text)")
                }
            }
        }
    }

    private static func statements(
        _ text: String, isAboutGroups: Bool
    ) throws -> [(name: String, statement: Statement)] {
        let base = "https://cp-inst1042-acme.example.com/scim/v2"
        let type = isAboutGroups ? ResourceType.group : .user
        let rows: any SearchableType = isAboutGroups ? SearchableGroups(baseURL: base) : SearchableUsers(baseURL: base)
        let predicate = ConditionCompiler.predicate(for: try Filter(parsing: text, for: type).condition, over: rows)
        if isAboutGroups {
            let page = Groups.page(where: predicate, order: nil, offset: 0, limit: 100, members: .none)
            return [("page", page.statement), ("count", Groups.count(where: predicate).statement)]
        }
        let page = Users.page(where: predicate, order: nil, offset: 0, limit: 100, groupsBase: base, within: 262_144)
        return [("page", page.statement), ("count", Users.count(where: predicate).statement)]
    }

    /// What PostgreSQL does as the server's role in an authenticated transaction.
    ///
    /// - Parameter isGeneric: whether the plan is the one for any values, which prepared statements come to have.
    private static func plan(
        of statement: Statement, isGeneric: Bool, _ tenant: TestTenant, _ app: Database
    ) async throws -> QueryPlan {
        let pepper = RunningPlatform.peppers.current
        let secret = try #require(PresentedSecret(tenant.token.utf8))
        return try await app.transaction { transaction in
            let mode = isGeneric ? "force_generic_plan" : "force_custom_plan"
            let numbers = statement.values.indices.map { "$\($0 + 1)" }
            _ = try await transaction.pipeline(
                Access.authenticate(hostname: tenant.hostname, digest: secret.digest(pepper: pepper)),
                Query<Void>(SQL(unnamed: "SET LOCAL plan_cache_mode = \(mode)")),
                Query<Void>(SQL(unnamed: "PREPARE searched AS \(statement.sql.text)")))
            let arguments = try await transaction.pipeline(
                Query<[String]>.one(
                    SQL(unnamed: "SELECT \(Self.literals(numbers))"), statement.values
                ) { row in try numbers.indices.map { try row.decode($0) } },
                Query<Void>(SQL(unnamed: "SELECT 1"))
            ).0
            let call = numbers.isEmpty ? "searched" : "searched(\(arguments.joined(separator: ", ")))"
            let (lines, _) = try await transaction.pipeline(
                Query<[String]>.all(SQL(unnamed: "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) EXECUTE \(call)")) {
                    try $0.decode(0)
                }, Query<Void>(SQL(unnamed: "DEALLOCATE searched")))
            return QueryPlan(lines: lines)
        }
    }

    private static func literals(_ numbers: [String]) -> String {
        numbers.isEmpty ? "NULL" : numbers.map { "quote_nullable(\($0)::text)" }.joined(separator: ", ")
    }

    private static func fill(
        _ platform: RunningPlatform, _ tenant: TestTenant, people: Int, groups: Int
    ) async throws {
        let statements = [
            """
            INSERT INTO muster.users
                   (tenant_id, id, user_name, user_name_key, display_name_key, document, keys, connection_id)
            SELECT $1::uuid, gen_random_uuid(), 'User' || n || '@Example.com', 'user' || n || '@example.com',
                   'person ' || n, '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"User' || n
                   || '@Example.com"}',
                   jsonb_build_object('username', 'user' || n || '@example.com', 'displayname', 'person ' || n, 'emails',
                       jsonb_build_array(jsonb_build_object('value', 'user' || n || '@example.com', 'type', 'work'))),
                   $2::uuid
              FROM generate_series(1, \(people)) n
            """,
            """
            INSERT INTO muster.user_emails (tenant_id, user_id, value_key)
            SELECT tenant_id, id, user_name_key FROM muster.users WHERE tenant_id = $1 AND $2::uuid IS NOT NULL
            """,
            """
            INSERT INTO muster.user_external_ids (tenant_id, connection_id, user_id, external_id)
            SELECT tenant_id, $2::uuid, id, 'x-' || substring(user_name_key FROM '[0-9]+')
              FROM muster.users WHERE tenant_id = $1
            """,
            """
            INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
            SELECT $1::uuid, gen_random_uuid(), $2::uuid, 'Group ' || n, 'group ' || n FROM generate_series(1, \(groups)) n
            """,
            """
            INSERT INTO muster.group_external_ids (tenant_id, connection_id, group_id, external_id)
            SELECT tenant_id, $2::uuid, id, 'g-' || substring(display_name_key FROM '[0-9]+')
              FROM muster.groups WHERE tenant_id = $1
            """,
            """
            INSERT INTO muster.group_members (tenant_id, group_id, user_id)
            SELECT u.tenant_id, g.id, u.id FROM muster.users u
              JOIN muster.groups g ON g.tenant_id = u.tenant_id
               AND substring(g.display_name_key FROM '[0-9]+')::int
                   = substring(u.user_name_key FROM '[0-9]+')::int % \(groups) + 1
             WHERE u.tenant_id = $1 AND $2::uuid IS NOT NULL
            """,
        ]
        for statement in statements {
            try await platform.inspect(statement, [.uuid(tenant.id), .uuid(tenant.connection)])
        }
    }
}
