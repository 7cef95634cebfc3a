import JSON
import Testing

@Suite("muster tenant show, list and rename")
struct TenantOverviewTests {
    @Test("A tenant is shown with what staff ask first")
    func overview() async throws {
        try await Installation.withPerson { installation, _ async throws in
            _ = try await installation.answer(
                "token", "issue", "1", "--name", "Entra", "--expires-in", "1y")
            let revoked = try await installation.text(
                "id", "token", "issue", "1", "--name", "old", "--expires-in", "1d")
            _ = try await installation.answer("token", "revoke", "1", revoked)
            let shown = try await installation.answer("tenant", "show", "1")
            let names = [
                "id", "instance", "client", "displayName", "status", "hostname", "scimBaseURL", "createdAt",
                "lastSyncAt", "people", "connections", "tokens", "openHolds", "disabledWebhooks",
            ]
            #expect(shown.objectValue?.names == names)
            #expect(shown["lastSyncAt"] == .null)
            #expect(shown["people"] == ["pending": 0, "active": 1, "deactivated": 0])
            #expect(shown["tokens"]?.arrayValue?.map { $0["name"] } == ["Entra"])
            #expect(shown["openHolds"] == [] && shown["disabledWebhooks"] == [])
            let connection = try #require(shown["connections"]?.arrayValue?.first)
            #expect(
                connection.objectValue?.names == ["id", "name", "status", "liveTokens", "expiresAt", "lastUsedAt"])
            #expect(connection["liveTokens"] == 1)
            #expect(connection["expiresAt"] == shown["tokens"]?.arrayValue?.first?["expiresAt"])
            let text = await installation.muster("tenant", "show", "1").output
            for part in ["CONNECTIONS", "LIVE TOKENS", "last sync at", "people pending"] {
                #expect(text.contains(part))
            }
            #expect(!text.contains("OPEN HOLDS"))
        }
    }

    @Test("A tenant is renamed with one event for each change; its client and host name stay")
    func rename() async throws {
        try await Installation.withPerson { installation, _ async throws in
            let before = try await installation.answer("tenant", "show", "1")
            for _ in 1...2 {
                let renamed = try await installation.answer("tenant", "rename", "1", "Acme Corp")
                #expect(renamed["displayName"] == "Acme Corp")
                #expect(renamed["hostname"] == before["hostname"] && renamed["client"] == before["client"])
            }
            #expect(try await installation.answer("tenant", "list").arrayValue?.first?["displayName"] == "Acme Corp")
            #expect(try await installation.answer("tenant", "rename", "1", "-")["displayName"] == .null)
            #expect(try await installation.events().filter { $0 == "tenant.renamed" }.count == 2)
        }
    }

    @Test(
        "A display name has 1 to 100 characters on one line",
        arguments: [
            ("ä", true), (String(repeating: "ä", count: 100), true), (String(repeating: "ä", count: 101), false),
            (" ", false), ("a\nb", false),
        ])
    func displayName(name: String, isRight: Bool) async throws {
        try await Installation.withPerson { installation, _ async throws in
            #expect((await installation.errorCode("tenant", "rename", "1", name) == nil) == isRight)
            let code = await installation.errorCode(
                "tenant", "create", "--instance", "2", "--client", "b", "--display-name", name)
            #expect((code == nil) == isRight)
        }
    }

    @Test("A tenant is resumed as what it was", arguments: ["onboarding", "active"])
    func resume(status: String) async throws {
        try await Installation.withPerson { installation, _ async throws in
            _ = try await installation.value("UPDATE muster.tenants SET status = '\(status)' RETURNING status")
            for _ in 1...2 {
                #expect(try await installation.answer("tenant", "suspend", "1")["status"] == "suspended")
            }
            #expect(try await installation.answer("tenant", "resume", "1")["status"] == .string(status))
        }
    }

    @Test("Tenants are listed by status, behind a number, up to a limit")
    func list() async throws {
        try await Installation.with { installation async throws in
            for instance in 1...4 {
                _ = try await installation.answer("tenant", "create", "--instance", "\(instance)", "--client", "c")
            }
            _ = try await installation.answer("tenant", "suspend", "3")
            func numbers(_ arguments: String...) async throws -> [Int64?]? {
                let transcript = await muster(
                    ["tenant", "list", "--json"] + arguments, environment: installation.environment)
                return try transcript.json.arrayValue?.map { $0["instance"]?.integerValue }
            }
            #expect(try await numbers("--status", "suspended") == [3])
            #expect(try await numbers("--status", "active", "--after", "1") == [2, 4])
            #expect(try await numbers("--limit", "2") == [1, 2])
            #expect(await installation.muster("tenant", "list", "--limit", "2").error.contains("--after 2"))
        }
    }
}
