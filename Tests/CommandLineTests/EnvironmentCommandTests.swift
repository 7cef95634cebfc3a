import JSON
import Testing

@Suite("muster environment")
struct EnvironmentCommandTests {
    @Test("A name that cannot be is refused", arguments: [" ", "a\nb", String(repeating: "ä", count: 101)])
    func name(name: String) async throws {
        try await Installation.withPerson { installation, _ in
            let code = await installation.errorCode("environment", "create", "--tenant", "1", "--name", name)
            #expect(code == "invalid")
            let environments = try await installation.answer("environment", "list", "--tenant", "1")
            #expect(environments == [])
        }
    }

    @Test("A name that is taken is refused, in another tenant it is not taken")
    func taken() async throws {
        try await Installation.withPerson { installation, _ in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let name = String(repeating: "ä", count: 100)
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", name)
            let code = await installation.errorCode("environment", "create", "--tenant", "1", "--name", name)
            #expect(code == "conflict")
            let other = await installation.muster("environment", "create", "--tenant", "2", "--name", name)
            #expect(other.exitCode == 0)
        }
    }

    @Test(
        "A group or environment that is not there is told",
        arguments: [("production", "Nobody"), ("elsewhere", "Team")])
    func unknown(environment: String, group: String) async throws {
        try await Installation.withPerson { installation, _ in
            _ = try await installation.answer("environment", "create", "--tenant", "1", "--name", "production")
            _ = try await installation.addGroup("Team")
            for word in ["assign", "unassign"] {
                let code = await installation.errorCode(
                    "environment", word, "--tenant", "1", "--environment", environment, "--group", group)
                #expect(code == "not_found")
            }
        }
    }

    @Test("An environment is made with the answer that scripts rely on, and listed with its groups")
    func create() async throws {
        try await Installation.withPerson { installation, _ in
            let made = try await installation.answer("environment", "create", "--tenant", "1", "--name", "production")
            #expect(made.objectValue?.names == ["id", "name"])
            #expect(made["name"] == "production")
            let list = try await installation.answer("environment", "list", "--tenant", "1")
            #expect(
                list == [["id": try #require(made["id"]), "name": "production", "isRestricted": false, "groups": []]])
        }
    }

    @Test("Groups are given an environment and lose it, by name or id, with one event for each change")
    func assign() async throws {
        try await Installation.withPerson { installation, _ in
            let id = try await installation.text("id", "environment", "create", "--tenant", "1", "--name", "p")
            let group = try await installation.addGroup("Team")
            for (word, reference) in [("assign", group), ("assign", "tEAM"), ("unassign", group), ("unassign", group)] {
                let answer = try await installation.answer(
                    "environment", word, "--tenant", "1", "--environment", reference == group ? id : "p",
                    "--group", reference)
                #expect(answer["groups"] == (word == "assign" ? [.string(group)] : []))
            }
            let events = try await installation.events(about: id)
            #expect(events == ["environment.created", "environment.assigned", "environment.unassigned"])
        }
    }

    @Test(
        "An environment that has lost its last group is closed until it is opened, which also takes it from all groups")
    func open() async throws {
        try await Installation.withPerson { installation, person in
            let id = try await installation.text("id", "environment", "create", "--tenant", "1", "--name", "p")
            let group = try await installation.addGroup("Team")
            let change = ["--tenant", "1", "--environment", "p"]
            func answer(_ word: String, _ more: String...) async throws -> JSON {
                try await CommandLineTests.muster(
                    ["environment", word] + change + more + ["--json"], environment: installation.environment
                ).json
            }
            func mayIssue() async throws -> Bool {
                let arguments = ["key", "issue", "--tenant", "1", "--user", person, "--environment", "p"]
                return await CommandLineTests.muster(arguments, environment: installation.environment).exitCode == 0
            }
            #expect(try await mayIssue())
            #expect(try await answer("assign", "--group", group)["isRestricted"] == true)
            let closed = try await answer("unassign", "--group", group)
            #expect(closed["isRestricted"] == true)
            #expect(closed["groups"] == [])
            #expect(try await !mayIssue())
            _ = try await answer("assign", "--group", group)
            let opened = try await answer("open")
            #expect(opened["isRestricted"] == false)
            #expect(opened["groups"] == [])
            #expect(try await mayIssue())
            #expect(try await answer("open")["isRestricted"] == false)
            let kinds = try await installation.events(about: id)
            #expect(
                kinds == [
                    "environment.created", "environment.assigned", "environment.unassigned", "environment.assigned",
                    "environment.unassigned", "environment.opened",
                ])
        }
    }
}
