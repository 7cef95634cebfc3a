import JSON
import Testing

@Suite("muster key")
struct KeyCommandTests {
    @Test(
        "What the key is for is said once, and rightly",
        arguments: [[], ["--kind", "environment"], ["--kind", "api", "--environment", "p"], ["--kind", "all"]])
    func purpose(options: [String]) async throws {
        try await Installation.withPerson { installation, person in
            let transcript = await muster(
                ["key", "issue", "--tenant", "1", "--user", person, "--json"] + options,
                environment: installation.environment)
            #expect(transcript.exitCode == 2)
            #expect(transcript.errorCode == "usage")
            let keys = try await installation.answer("key", "list", "--tenant", "1")
            #expect(keys == [])
        }
    }

    @Test(
        "A lifetime that cannot be is refused",
        arguments: [("0s", 2), ("999ms", 2), ("1s", 0), ("3650d", 0), ("3651d", 2), ("soon", 2)])
    func lifetime(lifetime: String, exitCode: Int32) async throws {
        try await Installation.withPerson { installation, person in
            let transcript = await installation.muster(
                "key", "issue", "--tenant", "1", "--user", person, "--kind", "api", "--expires-in", lifetime)
            #expect(transcript.exitCode == exitCode)
            let keys = try await installation.answer("key", "list", "--tenant", "1").arrayValue
            #expect(keys?.count == (exitCode == 0 ? 1 : 0))
        }
    }

    @Test("Who has left, was deleted or is not there gets no key and no session")
    func withoutAccess() async throws {
        try await Installation.withPerson { installation, person in
            let other = try await installation.addPerson("other@example.com")
            try await installation.leave(person)
            try await installation.leave(other, isDeletion: true)
            for (user, code) in [(person, "conflict"), (other, "not_found"), ("nobody@example.com", "not_found")] {
                let key = await installation.errorCode(
                    "key", "issue", "--tenant", "1", "--user", user, "--kind", "api")
                #expect(key == code)
                let session = await installation.errorCode("session", "open", "--tenant", "1", "--user", user)
                #expect(session == code)
            }
        }
    }

    @Test("A suspended tenant, and a missing pepper, give no key")
    func notServed() async throws {
        try await Installation.withPerson { installation, person in
            var unconfigured = installation
            unconfigured.environment["MUSTER_PEPPER"] = nil
            let missing = await unconfigured.errorCode(
                "key", "issue", "--tenant", "1", "--user", person, "--kind", "api")
            #expect(missing == "configuration")
            _ = try await installation.answer("tenant", "suspend", "--tenant", "1")
            let suspended = await installation.errorCode(
                "key", "issue", "--tenant", "1", "--user", person, "--kind", "api")
            #expect(suspended == "suspended")
        }
    }

    @Test("A key for a team's environment is for members of the team only")
    func teams() async throws {
        try await Installation.withPerson { installation, person in
            let outsider = try await installation.addPerson("outsider@example.com")
            _ = try await installation.addGroup("Team", members: [person])
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", "p")
            _ = try await installation.answer(
                "environment", "assign", "--tenant", "1", "--environment", "p", "--group", "Team")
            let refused = await installation.errorCode(
                "key", "issue", "--tenant", "1", "--user", outsider, "--environment", "p")
            #expect(refused == "conflict")
            let issued = try await installation.answer(
                "key", "issue", "--tenant", "1", "--user", person, "--environment", "p")
            #expect(issued["environment"] == "p")
        }
    }

    @Test("A key is issued with the answer that scripts rely on", arguments: ["environment", "api"])
    func issue(kind: String) async throws {
        try await Installation.withPerson { installation, _ in
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", "production")
            let purpose = kind == "api" ? ["--kind", "api"] : ["--environment", "production"]
            let answer = try await muster(
                ["key", "issue", "--tenant", "1", "--user", "aDA@example.com", "--json"] + purpose,
                environment: installation.environment
            ).json
            #expect(answer.objectValue?.names == ["id", "secret", "kind", "environment", "expiresAt"])
            #expect(answer["kind"] == .string(kind))
            #expect(answer["secret"]?.stringValue?.hasPrefix(kind == "api" ? "msa_" : "msk_") == true)
            #expect(answer["environment"] == (kind == "api" ? .null : "production"))
            #expect(answer["expiresAt"] == .null)
        }
    }

    @Test("The secret is shown once, and is nowhere in lists and events")
    func shownOnce() async throws {
        try await Installation.withPerson { installation, person in
            let issued = await installation.muster("key", "issue", "--tenant", "1", "--user", person, "--kind", "api")
            #expect(issued.output.contains("only time that the key is shown"))
            #expect(issued.output.contains(/msa_[0-9A-Za-z]{38}/))
            for command in ["key", "event"] {
                let transcript = await installation.muster(command, "list", "--tenant", "1", "--json")
                #expect(!transcript.output.contains("msa_"))
            }
        }
    }

    @Test("A key is revoked once, with one event; another tenant's key is not found")
    func revoke() async throws {
        try await Installation.withPerson { installation, person in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let id = try await installation.text(
                "id", "key", "issue", "--tenant", "1", "--user", person, "--kind", "api")
            let foreign = await installation.errorCode("key", "revoke", "--tenant", "2", id)
            #expect(foreign == "not_found")
            let list = try await installation.answer("key", "list", "--tenant", "1", "--user", person)
            let names = ["id", "user", "kind", "environment", "createdAt", "expiresAt", "revokedAt"]
            #expect(list.arrayValue?.map { $0.objectValue?.names } == [names])
            #expect(list.arrayValue?.first?["revokedAt"] == .null)
            let first = try await installation.answer("key", "revoke", "--tenant", "1", id)
            #expect(first["revokedAt"]?.stringValue?.hasSuffix("Z") == true)
            #expect(try await installation.answer("key", "revoke", id, "--tenant", "1") == first)
            #expect(try await installation.events(about: id) == ["key.issued", "key.revoked"])
        }
    }

    @Test("Only the keys of the named person are listed, deleted people by their id")
    func ofOnePerson() async throws {
        try await Installation.withPerson { installation, person in
            let other = try await installation.addPerson("other@example.com")
            for user in [person, other] {
                _ = try await installation.answer("key", "issue", "--tenant", "1", "--user", user, "--kind", "api")
            }
            try await installation.leave(other, isDeletion: true)
            let keys = try await installation.answer("key", "list", "--tenant", "1", "--user", other).arrayValue
            #expect(keys?.map { $0["user"]?.stringValue } == [other])
            let code = await installation.errorCode("key", "list", "--tenant", "1", "--user", "other@example.com")
            #expect(code == "not_found")
        }
    }
}
