import Directory
import JSON
import Postgres
import TestHarness
import Testing

@Suite("People, as staff make and see them")
struct StaffPeopleTests {
    @Test("A person made by hand is pending, sees nothing and belongs to no connection")
    func create() async throws {
        try await Installation.withPerson { installation, _ async throws in
            let made = try await installation.answer(
                "user", "create", "1", "--user-name", "José@example.com", "--display-name", "José", "--email",
                "jose@example.com")
            #expect(made["status"] == "pending" && made["role"] == "Blank" && made["connection"] == .null)
            #expect(made["displayName"] == "José")
            #expect(made["attributes"]?["emails"] == [["value": "jose@example.com", "type": "work", "primary": true]])
            let id = try #require(made["id"]?.stringValue)
            #expect(try await installation.answer("user", "show", "1", "JOSÉ@example.com")["id"] == made["id"])
            #expect(try await installation.events(about: id) == ["user.created"])
            #expect(
                await installation.errorCode("user", "create", "1", "--user-name", "josé@EXAMPLE.com") == "conflict")
        }
    }

    @Test("A suspended tenant gets nobody")
    func suspended() async throws {
        try await Installation.withPerson { installation, _ async throws in
            _ = try await installation.answer("tenant", "suspend", "1")
            #expect(await installation.errorCode("user", "create", "1", "--user-name", "x") == "suspended")
        }
    }

    @Test("Deleted people are shown by id, and by id alone")
    func deleted() async throws {
        try await Installation.withPerson { installation, person async throws in
            try await installation.leave(person, isDeletion: true)
            let shown = try await installation.answer("user", "show", "1", person)
            #expect(shown["deletedAt"]?.stringValue != nil)
            #expect(shown["status"] == "deactivated")
            #expect(await installation.errorCode("user", "show", "1", "ada@example.com") == "not_found")
            #expect(try await installation.answer("user", "list", "1") == [])
        }
    }

    @Test("A group is shown with its people, by name in any case and by id")
    func group() async throws {
        try await Installation.withPerson { installation, person async throws in
            let ben = try await installation.addPerson("ben@example.com")
            let group = try await installation.addGroup("Operations", members: [person, ben])
            for name in ["operations", group] {
                let shown = try await installation.answer("group", "show", "1", name)
                #expect(shown["members"] == 2)
                let people = shown["people"]?.arrayValue ?? []
                #expect(Set(people.compactMap { $0["id"]?.stringValue }) == [person, ben])
            }
            let first = await installation.muster("group", "show", "1", "Operations", "--limit", "1", "--json")
            #expect(try first.json["people"]?.arrayValue?.count == 1)
            #expect(first.error.contains("--after"))
            #expect(await installation.errorCode("group", "show", "1", "Nobody") == "not_found")
        }
    }

    @Test("Events name who did it and to whom")
    func names() async throws {
        try await Installation.withPerson { installation, person async throws in
            let connection = try await installation.value("SELECT id FROM muster.connections")
            _ = try await installation.value(
                """
                INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id)
                VALUES ('user.updated', 'connection', '\(connection)', 'user', '\(person)') RETURNING kind
                """)
            let events = try await installation.answer("event", "list", "1").arrayValue ?? []
            let created = try #require(events.first { $0["kind"] == "tenant.created" })
            #expect(created["subject"]?["name"] == "a")
            #expect(created["actor"]?["name"] == created["actor"]?["id"])
            let updated = try #require(events.last)
            #expect(updated["actor"]?["name"] == "default")
            #expect(updated["subject"]?["name"] == "Ada@example.com")
            let text = await installation.muster("event", "list", "1").output
            #expect(text.contains("Ada@example.com") && text.contains("default"))
        }
    }

    @Test("Jobs name their tenant and their person")
    func jobs() async throws {
        try await Installation.withPerson { installation, person async throws in
            try await installation.addJob(about: person, "dead")
            let job = try await installation.answer("job", "list").arrayValue?.first
            #expect(job?["subjectName"] == "Ada@example.com")
            #expect(job?["instance"] == 1 && job?["client"] == "a")
            #expect(job?["subject"]?.stringValue == person)
        }
    }

    @Test("A worker that says that it is alive is shown, and one that has been silent is not taken for alive")
    func workers() async throws {
        try await Installation.withPerson { installation, _ async throws in
            let none = await installation.muster("worker", "status")
            #expect(none.output.contains("No worker is alive"))
            try await installation.database.connected(as: .worker) { database in
                try await database.pipeline(WorkerProcesses.isAlive("host:1", version: "1.2.3"))
            }
            let process = try await installation.answer("worker", "status")["processes"]?.arrayValue?.first
            #expect(process?.objectValue?.names == ["process", "alive", "version", "startedAt", "seenAt"])
            #expect(process?["alive"] == true && process?["process"] == "host:1")
            try await installation.database.connected(as: .superuser) { database in
                try await database.pipeline(
                    Query<Void>(
                        SQL(unnamed: "UPDATE muster.worker_processes SET seen_at = seen_at - interval '61 seconds'")))
            }
            let silent = try await installation.answer("worker", "status")["processes"]?.arrayValue?.first
            #expect(silent?["alive"] == false)
            try await installation.database.connected(as: .worker) { database in
                try await database.pipeline(WorkerProcesses.hasEnded("host:1"))
            }
            #expect(try await installation.answer("worker", "status")["processes"] == [])
        }
    }
}
