import JSON
import Postgres
import TestHarness
import Testing

@Suite("muster user, group and event")
struct PeopleCommandTests {
    /// A tenant with people and a group, put there without the SCIM endpoint.
    private func withPeople(count: Int, _ body: (Installation) async throws -> Void) async throws {
        try await Installation.with { installation in
            for number in ["1", "2"] {
                _ = try await installation.answer("tenant", "create", "--instance", number, "--client", "a")
            }
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(Self.people.map { Query<Void>(SQL(unnamed: $0), [.integer(count)]) })
            }
            try await body(installation)
        }
    }

    private static let tenant = "(SELECT id FROM muster.tenants WHERE instance_number = 1)"
    private static let people = [
        """
        INSERT INTO muster.users (tenant_id, id, user_name, user_name_key, document, keys)
        SELECT \(tenant), ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Person' || n, 'person' || n,
               '{"schemas":[],"userName":"Person' || n || '","displayName":"No. ' || n || '"}', '{}'
          FROM generate_series(1, $1::int) n
        """,
        "INSERT INTO muster.memberships (tenant_id, user_id) SELECT tenant_id, id FROM muster.users WHERE $1::int > 0",
        """
        INSERT INTO muster.user_external_ids (tenant_id, connection_id, user_id, external_id)
        SELECT u.tenant_id, c.id, u.id, 'x-1' FROM muster.users u JOIN muster.connections c USING (tenant_id)
         WHERE u.user_name = 'Person1' AND $1::int > 0
        """,
        """
        INSERT INTO muster.groups (tenant_id, id, display_name, display_name_key)
        SELECT \(tenant), '00000000-0000-7000-8000-0000000000aa', 'Team', 'team' WHERE $1::int > 0
        """,
        """
        INSERT INTO muster.group_members (tenant_id, group_id, user_id)
        SELECT tenant_id, '00000000-0000-7000-8000-0000000000aa', id FROM muster.users WHERE $1::int > 0
        """,
    ]

    @Test("People are listed in order, without what other tenants have")
    func users() async throws {
        try await withPeople(count: 3) { installation in
            let users = try await installation.answer("user", "list", "--tenant", "1").arrayValue ?? []
            #expect(users.compactMap { $0["userName"]?.stringValue } == ["Person1", "Person2", "Person3"])
            let names = ["id", "userName", "displayName", "active", "status", "role", "createdAt", "updatedAt"]
            #expect(users.first?.objectValue?.names == names)
            #expect(users.first?["active"] == true)
            #expect(users.first?["status"] == "pending")
            #expect(users.first?["role"] == "Blank")
            #expect(users.first?["displayName"] == "No. 1")
            #expect(try await installation.answer("user", "list", "--tenant", "2") == [])
        }
    }

    @Test("A list longer than a page is read whole", arguments: [999, 1_000, 1_001])
    func pages(count: Int) async throws {
        try await withPeople(count: count) { installation in
            let users = try await installation.answer("user", "list", "--tenant", "1").arrayValue ?? []
            #expect(Set(users.compactMap { $0["id"]?.stringValue }).count == count)
            let groups = try await installation.answer("group", "list", "--tenant", "1").arrayValue ?? []
            #expect(groups.first?["members"] == .integer(Int64(count)))
        }
    }

    @Test("A list stops at its limit, says how to go on, and goes on there")
    func limit() async throws {
        try await withPeople(count: 3) { installation in
            let first = await installation.muster("user", "list", "--tenant", "1", "--limit", "2", "--json")
            #expect(try first.json.arrayValue?.count == 2)
            let last = try #require(try first.json.arrayValue?.last?["id"]?.stringValue)
            #expect(first.error.contains("--after \(last)"))
            let rest = await installation.muster(
                "user", "list", "--tenant", "1", "--after", last, "--limit", "2", "--json")
            #expect(try rest.json.arrayValue?.compactMap { $0["userName"]?.stringValue } == ["Person3"])
            #expect(rest.error.isEmpty)
        }
    }

    @Test("The limit of a list has limits", arguments: [("0", 2), ("1", 0), ("100000", 0), ("100001", 2)])
    func limitOfLimit(limit: String, exitCode: Int32) async throws {
        try await withPeople(count: 0) { installation in
            for command in ["user", "group", "event"] {
                let transcript = await installation.muster(command, "list", "--tenant", "1", "--limit", limit)
                #expect(transcript.exitCode == exitCode)
            }
        }
    }

    @Test("A person is shown by id and by name in any case, with external ids and groups")
    func user() async throws {
        try await withPeople(count: 2) { installation in
            let person = try await installation.answer("user", "show", "--tenant", "1", "pERSON1")
            let id = try #require(person["id"]?.stringValue)
            #expect(try await installation.answer("user", "show", "--tenant", "1", id) == person)
            #expect(person["externalIds"] == [["connection": "default", "externalId": "x-1"]])
            #expect(
                person["groups"] == [["id": "00000000-0000-7000-8000-0000000000aa", "displayName": "Team"]])
            #expect(person["attributes"]?["displayName"] == "No. 1")
            for (tenant, reference) in [("2", id), ("2", "Person1"), ("1", "Person3")] {
                let transcript = await installation.muster("user", "show", "--tenant", tenant, reference, "--json")
                #expect(transcript.errorCode == "not_found")
            }
        }
    }

    @Test("Events are told with actor, subject and request, and go on behind a position")
    func events() async throws {
        try await withPeople(count: 0) { installation in
            let events = try await installation.answer("event", "list", "--tenant", "1").arrayValue ?? []
            let names = ["position", "occurredAt", "kind", "actor", "subject", "request", "data", "oversized"]
            #expect(events.first?.objectValue?.names == names)
            #expect(events.first?["actor"]?["kind"] == "staff")
            #expect(events.first?["actor"]?["id"]?.stringValue?.hasPrefix("cli:") == true)
            #expect(events.first?["subject"]?["kind"] == "tenant")
            let position = try #require(events.first?["position"]?.integerValue)
            let rest = try await installation.answer("event", "list", "--tenant", "1", "--after", "\(position)")
            #expect(rest.arrayValue == Array(events.dropFirst()))
        }
    }
}
