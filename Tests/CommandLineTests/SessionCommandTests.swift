import JSON
import Testing

@Suite("muster session and muster client")
struct SessionCommandTests {
    @Test(
        "A lifetime that cannot be is refused", arguments: [("0s", 2), ("1s", 0), ("90d", 0), ("91d", 2), ("x", 2)])
    func lifetime(lifetime: String, exitCode: Int32) async throws {
        try await Installation.withPerson { installation, person in
            let transcript = await installation.muster(
                "session", "open", "--tenant", "1", "--user", person, "--expires-in", lifetime)
            #expect(transcript.exitCode == exitCode)
        }
    }

    @Test("A session is opened with the answer that scripts rely on, listed without its secret, and ended once")
    func life() async throws {
        try await Installation.withPerson { installation, person in
            let opened = try await installation.answer("session", "open", "--tenant", "1", "--user", person)
            #expect(opened.objectValue?.names == ["id", "secret"])
            #expect(opened["secret"]?.stringValue?.hasPrefix("mss_") == true)
            let list = try await installation.answer("session", "list", "--tenant", "1", "--user", person)
            #expect(
                list.arrayValue?.map { $0.objectValue?.names }
                    == [["id", "user", "openedAt", "expiresAt", "endedAt"]])
            let id = try #require(opened["id"]?.stringValue)
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let foreign = await installation.errorCode("session", "end", "--tenant", "2", id)
            #expect(foreign == "not_found")
            let first = try await installation.answer("session", "end", "--tenant", "1", id)
            #expect(first["endedAt"] != .null)
            #expect(try await installation.answer("session", "end", "--tenant", "1", id) == first)
            #expect(try await installation.events(about: id) == ["session.opened", "session.ended"])
        }
    }

    @Test("A client's name is refused that cannot be, or is taken", arguments: [" ", "a\nb", "taken"])
    func clientName(name: String) async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("client", "create", "--name", "taken")
            let code = await installation.errorCode("client", "create", "--name", name)
            #expect(code == (name == "taken" ? "conflict" : "invalid"))
        }
    }

    @Test("A client is registered with the answer that scripts rely on, and revoked once; its name is free then")
    func client() async throws {
        try await Installation.with { installation in
            let made = try await installation.answer("client", "create", "--name", "product")
            #expect(made.objectValue?.names == ["id", "secret"])
            #expect(made["secret"]?.stringValue?.hasPrefix("msc_") == true)
            let id = try #require(made["id"]?.stringValue)
            let unknown = await installation.errorCode(
                "client", "revoke", "0198c0de-0000-7000-8000-000000000001")
            #expect(unknown == "not_found")
            let first = try await installation.answer("client", "revoke", id)
            #expect(first.objectValue?.names == ["id", "name", "createdAt", "revokedAt"])
            #expect(first["revokedAt"] != .null)
            #expect(try await installation.answer("client", "revoke", id) == first)
            #expect(try await installation.answer("client", "list") == [first])
            #expect(await installation.muster("client", "create", "--name", "product").exitCode == 0)
        }
    }
}
