import JSON
import Postgres
import TestHarness
import Testing

@Suite("Lists of staff")
struct ListFilterTests {
    private func withTenants(_ body: (Installation) async throws -> Void) async throws {
        try await Installation.with { installation async throws in
            for (instance, lifetime) in [("1", "60d"), ("2", "20d"), ("3", "1d")] {
                _ = try await installation.answer(
                    "tenant", "create", "--instance", instance, "--client", "c\(instance)")
                _ = try await installation.answer("connection", "create", instance, "--name", "Okta")
                _ = try await installation.answer(
                    "token", "issue", instance, "--name", "t\(instance)", "--connection", "Okta", "--expires-in",
                    lifetime)
            }
            try await body(installation)
        }
    }

    private func names(_ installation: Installation, _ arguments: String...) async throws -> [String] {
        let transcript = await muster(arguments + ["--json"], environment: installation.environment)
        return try transcript.json.arrayValue?.compactMap {
            ($0["name"] ?? $0["userName"])?.stringValue
        } ?? ["\(transcript)"]
    }

    @Test("Tokens of all tenants are listed in the order in which they expire, and only those that expire soon")
    func tokens() async throws {
        try await withTenants { installation async throws in
            #expect(try await names(installation, "token", "list") == ["t3", "t2", "t1"])
            #expect(try await names(installation, "token", "list", "--expiring", "30d") == ["t3", "t2"])
            #expect(try await names(installation, "token", "list", "--expiring", "20d") == ["t3", "t2"])
            #expect(try await names(installation, "token", "list", "--expiring", "12h") == [])
            #expect(try await names(installation, "token", "list", "--status", "revoked") == [])
            #expect(try await names(installation, "token", "list", "--limit", "2") == ["t3", "t2"])
            let first = try await installation.answer("token", "list").arrayValue?.first
            #expect(
                first?.objectValue?.names.prefix(4) == ["tenant", "instance", "client", "id"]
                    && first?["instance"] == 3)
        }
    }

    @Test("Tokens of a tenant are filtered by connection and status")
    func tokensOfTenant() async throws {
        try await withTenants { installation async throws in
            #expect(try await names(installation, "token", "list", "1", "--connection", "Okta") == ["t1"])
            #expect(try await names(installation, "token", "list", "1", "--connection", "default") == [])
            #expect(try await names(installation, "token", "list", "1", "--status", "live") == ["t1"])
            #expect(try await names(installation, "token", "list", "1", "--status", "expired") == [])
            #expect(try await names(installation, "token", "list", "1", "--expiring", "30d") == [])
            #expect(await installation.errorCode("token", "list", "1", "--connection", "okta") == "not_found")
            #expect(await installation.errorCode("token", "list", "--connection", "Okta") == "usage")
        }
    }

    @Test("A token is never shown as used before it was issued")
    func lastUse() async throws {
        try await withTenants { installation async throws in
            try await installation.database.connected(as: .superuser) { database in
                try await database.pipeline(
                    Query<Void>(
                        SQL(
                            unnamed: """
                                SELECT muster.note_token_uses(array_agg(tenant_id), array_agg(id), array_agg(0::bigint))
                                  FROM muster.tokens
                                """)))
            }
            for arguments in [["token", "list", "1"], ["token", "list"]] {
                let transcript = await muster(arguments + ["--json"], environment: installation.environment)
                for token in try transcript.json.arrayValue ?? [] {
                    guard let used = token["lastUsedAt"]?.stringValue else { continue }
                    #expect(used >= token["createdAt"]?.stringValue ?? "")
                }
            }
            let uses = try await installation.answer("connection", "list", "1").arrayValue
            #expect(uses?.first { $0["name"] == "Okta" }?["lastUsedAt"]?.stringValue != nil)
        }
    }

    @Test("People are filtered by status, role and connection, in one tenant and in all")
    func users() async throws {
        try await Installation.withPerson { installation, person async throws in
            _ = try await installation.addPerson("ben@example.com")
            _ = try await installation.value(
                "UPDATE muster.users SET status = 'pending', set_up_at = NULL WHERE id = '\(person)' RETURNING id")
            _ = try await installation.answer("member", "role", "1", "ben@example.com", "Owner")
            _ = try await installation.value(
                "UPDATE muster.users SET connection_id = (SELECT id FROM muster.connections) "
                    + "WHERE id = '\(person)' RETURNING id")
            let (ada, ben) = ("Ada@example.com", "ben@example.com")
            for tenant in [["1"], []] {
                func list(_ arguments: String...) async throws -> [String] {
                    let transcript = await muster(
                        ["user", "list", "--json"] + tenant + arguments, environment: installation.environment)
                    return try transcript.json.arrayValue?.compactMap { $0["userName"]?.stringValue } ?? []
                }
                #expect(try await list("--status", "pending") == [ada])
                #expect(try await list("--status", "active") == [ben])
                #expect(try await list("--role", "Owner") == [ben])
                #expect(try await list("--role", "Owner", "--status", "pending") == [])
                #expect(try await list("--connection", "default") == [ada])
                #expect(Set(try await list()) == [ada, ben])
            }
            #expect(await installation.errorCode("user", "list", "--after", person) == "usage")
        }
    }

    @Test("A list over all tenants stops at its limit and says so", arguments: ["connection", "token"])
    func limit(thing: String) async throws {
        try await withTenants { installation async throws in
            let cut = await installation.muster(thing, "list", "--limit", "2", "--json")
            #expect(try cut.json.arrayValue?.count == 2)
            #expect(cut.error.contains("raise --limit"))
            let whole = await installation.muster(thing, "list", "--limit", "7", "--json")
            #expect(whole.error.isEmpty)
        }
    }
}
