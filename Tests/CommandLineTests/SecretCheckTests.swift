import JSON
import Testing

@Suite("muster key check and muster session check")
struct SecretCheckTests {
    private func check(_ secret: String, _ installation: Installation, _ thing: String = "key") async throws -> JSON {
        let transcript = await muster(
            [thing, "check", "--tenant", "1", "-", "--json"], environment: installation.environment, input: secret)
        #expect(transcript.exitCode == 0)
        #expect(secret.isEmpty || !(transcript.output + transcript.error).contains(secret))
        return try transcript.json
    }

    private func issueKey(_ installation: Installation, _ person: String, _ more: String...) async throws -> String {
        let answer = try await muster(
            ["key", "issue", "--tenant", "1", "--user", person, "--json"] + more, environment: installation.environment
        ).json
        return try #require(answer["secret"]?.stringValue, "\(answer)")
    }

    @Test("Without anything on standard input there is nothing to check")
    func noInput() async throws {
        try await Installation.withPerson { installation, _ in
            let transcript = await installation.muster("key", "check", "--tenant", "1", "-")
            #expect(transcript.exitCode == 2)
        }
    }

    @Test("What was never issued does not count", arguments: ["", "x", "msa_" + String(repeating: "0", count: 38)])
    func malformed(secret: String) async throws {
        try await Installation.withPerson { installation, _ in
            let answer = try await check(secret, installation)
            #expect(answer["active"] == false)
            #expect(answer["reason"] == "malformed")
        }
    }

    @Test("A key counts, with what it gives; it is no session, and none of another tenant")
    func active() async throws {
        try await Installation.withPerson { installation, person in
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", "p")
            let key = try await issueKey(installation, person, "--environment", "p")
            let answer = try await check(key, installation)
            let names = ["active", "reason", "id", "type", "user", "userName", "role", "environment"]
            #expect(answer.objectValue?.names == names)
            #expect(answer["active"] == true)
            #expect(answer["reason"] == .null)
            #expect(answer["type"] == "environment_key")
            #expect(answer["user"] == .string(person))
            #expect(answer["environment"] == "p")
            #expect(try await check(key, installation, "session")["reason"] == "other_kind")
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let foreign = await muster(
                ["key", "check", "--tenant", "2", "-", "--json"], environment: installation.environment, input: key)
            #expect(try foreign.json["reason"] == "unknown")
        }
    }

    @Test(
        "Why a key does not count any more is told",
        arguments: [
            ("UPDATE muster.keys SET revoked_at = now() RETURNING 'x'", "ended"),
            ("UPDATE muster.users SET access_epoch = clock_timestamp() RETURNING 'x'", "from_before_deactivation"),
            ("UPDATE muster.memberships SET deleted_at = now() RETURNING 'x'", "no_membership"),
            ("UPDATE muster.users SET deleted_at = now() RETURNING 'x'", "deleted"),
            ("UPDATE muster.tenants SET status = 'suspended' RETURNING 'x'", "tenant_not_served"),
        ])
    func reasons(change: String, reason: String) async throws {
        try await Installation.withPerson { installation, person in
            let key = try await issueKey(installation, person, "--kind", "api")
            #expect(try await check(key, installation)["active"] == true)
            try await installation.value(change)
            let answer = try await check(key, installation)
            #expect(answer["active"] == false)
            #expect(answer["reason"] == .string(reason))
        }
    }

    @Test("A key ends with its person's access, and with the person's place in the team")
    func leaving() async throws {
        try await Installation.withPerson { installation, person in
            _ = try await installation.addGroup("Team")
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", "p")
            let key = try await issueKey(installation, person, "--environment", "p")
            _ = try await installation.answer(
                "environment", "assign", "--tenant", "1", "--environment", "p", "--group", "Team")
            #expect(try await check(key, installation)["reason"] == "outside_teams")
            try await installation.leave(person)
            #expect(try await check(key, installation)["reason"] == "deactivated")
        }
    }

    @Test("A session counts until it is ended")
    func session() async throws {
        try await Installation.withPerson { installation, person in
            let opened = try await installation.answer("session", "open", "--tenant", "1", "--user", person)
            let secret = try #require(opened["secret"]?.stringValue)
            #expect(try await check(secret, installation, "session")["active"] == true)
            let id = try #require(opened["id"]?.stringValue)
            _ = try await installation.answer("session", "end", "--tenant", "1", id)
            #expect(try await check(secret, installation, "session")["reason"] == "ended")
        }
    }
}
