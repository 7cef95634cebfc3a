import JSON
import Testing

@Suite("muster token and muster connection")
struct TokenCommandTests {
    private func withTenant(_ body: (Installation) async throws -> Void) async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            try await body(installation)
        }
    }

    @Test(
        "A lifetime that cannot be is refused",
        arguments: ["0s", "733d", "999ms", "3y", "25mo", "soon", "-1s", "180"])
    func lifetime(lifetime: String) async throws {
        try await withTenant { installation in
            let transcript = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in=\(lifetime)", "--json")
            #expect(transcript.exitCode == 2)
            #expect(transcript.error.contains("from 1s to 732d"))
            let tokens = try await installation.answer("token", "list", "--tenant", "1")
            #expect(tokens == [])
        }
    }

    @Test("A name that cannot be is refused", arguments: [" ", "a\nb", String(repeating: "ä", count: 101)])
    func name(name: String) async throws {
        try await withTenant { installation in
            let transcript = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", name, "--expires-in", "1d", "--json")
            #expect(transcript.errorCode == "invalid")
            let connection = await installation.muster(
                "connection", "create", "--tenant", "1", "--name", name, "--json")
            #expect(connection.errorCode == "invalid")
        }
    }

    @Test("Without a pepper no token is issued")
    func noPepper() async throws {
        try await withTenant { installation in
            var installation = installation
            installation.environment["MUSTER_PEPPER"] = nil
            let transcript = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d", "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.errorCode == "configuration")
        }
    }

    @Test(
        "A token is issued with the answer that scripts rely on",
        arguments: ["1s", "30m", "180d", "732d", "26w", "6mo", "2y"])
    func issue(lifetime: String) async throws {
        try await withTenant { installation in
            let name = String(repeating: "ä", count: 100)
            let answer = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", name, "--expires-in", lifetime)
            #expect(answer.objectValue?.names == ["id", "name", "secret", "expiresAt", "connection"])
            #expect(answer["name"]?.stringValue == name)
            #expect(answer["connection"] == "default")
            #expect(answer["secret"]?.stringValue?.hasPrefix("mst_") == true)
            #expect(answer["secret"]?.stringValue?.utf8.count == 42)
            #expect(answer["expiresAt"]?.stringValue?.hasSuffix("Z") == true)
        }
    }

    @Test("The secret is shown once, with a sentence that says so, and is nowhere in lists and events")
    func shownOnce() async throws {
        try await withTenant { installation in
            let issued = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d")
            #expect(issued.output.contains("only time that the token is shown"))
            let secret = try #require(issued.output.firstMatch(of: /mst_[0-9A-Za-z]{38}/)?.output)
            #expect(!issued.error.contains(secret))
            for command in [["token", "list"], ["event", "list"], ["connection", "list"]] {
                for arguments in [command + ["--tenant", "1"], command + ["--tenant", "1", "--json"]] {
                    #expect(!(await muster(arguments, environment: installation.environment)).output.contains("mst_"))
                }
            }
        }
    }

    @Test("A token is listed as live, and as revoked from its revocation on; revoking it again is no error")
    func revoke() async throws {
        try await withTenant { installation in
            let issued = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d")
            let id = try #require(issued["id"]?.stringValue)
            let before = try await installation.answer("token", "list", "--tenant", "1")
            #expect(
                before.arrayValue?.first?.objectValue?.names
                    == ["id", "name", "connection", "status", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"])
            #expect(before.arrayValue?.first?["status"] == "live")
            #expect(before.arrayValue?.first?["revokedAt"] == .null)
            let first = try await installation.answer("token", "revoke", "--tenant", "1", id)
            #expect(first["status"] == "revoked")
            #expect(try await installation.answer("token", "revoke", id, "--tenant", "1") == first)
            #expect(try await installation.answer("token", "list", "--tenant", "1") == [first])
            let events = try await installation.answer("event", "list", "--tenant", "1", "--subject", id)
            #expect(events.arrayValue?.compactMap { $0["kind"]?.stringValue } == ["token.issued", "token.revoked"])
        }
    }

    @Test("Another tenant's token is not found, and stays as it is")
    func foreign() async throws {
        try await withTenant { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let issued = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d")
            let id = try #require(issued["id"]?.stringValue)
            let transcript = await installation.muster("token", "revoke", "--tenant", "2", id, "--json")
            #expect(transcript.errorCode == "not_found")
            let list = try await installation.answer("token", "list", "--tenant", "1")
            #expect(list.arrayValue?.first?["status"] == "live")
        }
    }

    @Test("Where there are several connections, one has to be named")
    func connections() async throws {
        try await withTenant { installation in
            let created = try await installation.answer("connection", "create", "--tenant", "1", "--name", "Okta")
            #expect(created.objectValue?.names == ["id", "name", "status"])
            let again = await installation.muster("connection", "create", "--tenant", "1", "--name", "Okta", "--json")
            #expect(again.errorCode == "conflict")

            let unnamed = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d", "--json")
            #expect(unnamed.errorCode == "ambiguous")
            #expect(unnamed.error.contains("'default', 'Okta'"))
            let wrong = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d", "--connection", "okta", "--json"
            )
            #expect(wrong.errorCode == "not_found")
            let right = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d", "--connection", "Okta")
            #expect(right["connection"] == "Okta")
        }
    }

    @Test("A connection is switched off and on, with one event for each change")
    func switching() async throws {
        try await withTenant { installation in
            for status in ["off", "off", "on", "on"] {
                let answer = try await installation.answer("connection", status, "--tenant", "1", "--name", "default")
                #expect(answer["status"]?.stringValue == status)
            }
            let events = try await installation.answer("event", "list", "--tenant", "1").arrayValue ?? []
            let changes = events.filter { $0["kind"] == "connection.status_changed" }
            #expect(changes.compactMap { $0["data"]?["status"]?.stringValue } == ["off", "on"])
        }
    }

    @Test("A suspended tenant gets no token")
    func suspended() async throws {
        try await withTenant { installation in
            _ = try await installation.answer("tenant", "suspend", "--tenant", "1")
            let transcript = await installation.muster(
                "token", "issue", "--tenant", "1", "--name", "n", "--expires-in", "1d", "--json")
            #expect(transcript.errorCode == "suspended")
            #expect(transcript.error.contains("muster tenant resume"))
        }
    }
}
