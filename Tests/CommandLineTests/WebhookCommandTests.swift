import JSON
import Testing

@Suite("muster webhook")
struct WebhookCommandTests {
    private func add(_ url: String, _ installation: Installation) async -> Transcript {
        await installation.muster("webhook", "add", "--tenant", "1", "--url", url, "--json")
    }

    @Test(
        "An address that nothing can be sent to is wrong usage",
        arguments: ["example.com", "ftp://example.com/", "https://user:secret@example.com/", "https://example.com/#x"])
    func url(url: String) async throws {
        try await Installation.withPerson { installation, _ in
            #expect(await add(url, installation).exitCode == 2)
            let list = try await installation.answer("webhook", "list", "--tenant", "1")
            #expect(list == [])
        }
    }

    @Test("An address may have 2,048 bytes, and no more", arguments: [(2048, 0), (2049, 2)])
    func longURL(length: Int, exitCode: Int32) async throws {
        try await Installation.withPerson { installation, _ in
            let start = "https://example.com/"
            let url = start + String(repeating: "x", count: length - start.utf8.count)
            #expect(await add(url, installation).exitCode == exitCode)
        }
    }

    @Test("Without a pepper no secret is made", arguments: ["add", "rotate", "test"])
    func noPepper(word: String) async throws {
        try await Installation.withPerson { installation, _ in
            let id = try #require(try await add("https://example.com/", installation).json["id"]?.stringValue)
            var unconfigured = installation
            unconfigured.environment["MUSTER_PEPPER"] = nil
            let last = word == "add" ? ["--url", "https://example.com/"] : [id]
            let transcript = await muster(
                ["webhook", word, "--tenant", "1", "--json"] + last, environment: unconfigured.environment)
            #expect(transcript.errorCode == "configuration")
        }
    }

    @Test("A webhook that is not there, or another tenant's, is not found", arguments: ["test", "rotate", "remove"])
    func unknown(word: String) async throws {
        try await Installation.withPerson { installation, _ in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let id = try #require(try await add("https://example.com/", installation).json["id"]?.stringValue)
            let foreign = await installation.errorCode("webhook", word, "--tenant", "2", id)
            #expect(foreign == "not_found")
            let code = await installation.errorCode(
                "webhook", word, "--tenant", "1", "0198c0de-0000-7000-8000-000000000001")
            #expect(code == "not_found")
        }
    }

    @Test("A secret is shown when it is made, and is nowhere in lists and events")
    func shownOnce() async throws {
        try await Installation.withPerson { installation, _ in
            let added = await add("https://example.com/hook", installation)
            #expect(try added.json.objectValue?.names == ["id", "secret"])
            #expect(added.error.isEmpty)
            let id = try #require(try added.json["id"]?.stringValue)
            let rotated = try await installation.answer("webhook", "rotate", "--tenant", "1", id, "--overlap", "1h")
            #expect(rotated.objectValue?.names == ["id", "secret"])
            #expect(try rotated["secret"] != added.json["secret"])
            #expect(rotated["secret"]?.stringValue?.hasPrefix("whsec_") == true)
            for command in ["webhook", "event"] {
                let transcript = await installation.muster(command, "list", "--tenant", "1", "--json")
                #expect(!transcript.output.contains("whsec_"))
            }
            let list = try await installation.answer("webhook", "list", "--tenant", "1")
            let names = [
                "id", "url", "events", "createdAt", "disabledAt", "disabledReason", "isSlow", "failures",
                "failingSince", "lastError",
            ]
            #expect(list.arrayValue?.map { $0.objectValue?.names } == [names])
            let removed = try await installation.answer("webhook", "remove", "--tenant", "1", id)
            #expect(removed == ["id": .string(id), "removed": true])
            let kinds = try await installation.events(about: id)
            #expect(kinds == ["webhook.added", "webhook.rotated", "webhook.removed"])
        }
    }

    @Test("Two secrets are live for at most 30 days", arguments: [("0s", 0), ("30d", 0), ("31d", 2)])
    func overlap(overlap: String, exitCode: Int32) async throws {
        try await Installation.withPerson { installation, _ in
            let id = try #require(try await add("https://example.com/", installation).json["id"]?.stringValue)
            let transcript = await installation.muster(
                "webhook", "rotate", "--tenant", "1", id, "--overlap", overlap)
            #expect(transcript.exitCode == exitCode)
        }
    }

    @Test("An address that is not public is not reached, and the test fails; an open one is advised against")
    func refusedAddress() async throws {
        try await Installation.withPerson { installation, _ in
            let added = await add("http://127.0.0.1:9/", installation)
            #expect(added.error.contains("not encrypted"))
            let id = try #require(try added.json["id"]?.stringValue)
            let transcript = await installation.muster("webhook", "test", "--tenant", "1", id, "--json")
            #expect(transcript.exitCode == 1)
            let answer = try transcript.json
            #expect(answer.objectValue?.names == ["id", "delivered", "status", "explanation"])
            #expect(answer["delivered"] == false)
            #expect(answer["status"] == .null)
            #expect(answer["explanation"]?.stringValue?.contains("not a public one") == true)
        }
    }
}
