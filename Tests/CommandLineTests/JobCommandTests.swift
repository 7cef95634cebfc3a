import JSON
import Testing

@Suite("muster job and muster worker status")
struct JobCommandTests {
    @Test("Only jobs that wait for people are listed for all tenants", arguments: ["queued", "running", "lost"])
    func allTenants(state: String) async throws {
        try await Installation.with { installation in
            let transcript = await installation.muster("job", "list", "--state", state, "--json")
            #expect(transcript.exitCode == 2)
            #expect(transcript.errorCode == "usage")
        }
    }

    @Test("A job that is not there is not found", arguments: ["show", "retry", "discard"])
    func unknown(word: String) async throws {
        try await Installation.withPerson { installation, person in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let job = try await installation.addJob(about: person, "dead")
            let foreign = await installation.errorCode("job", word, "--tenant", "2", job)
            #expect(foreign == "not_found")
            let code = await installation.errorCode("job", word, "--tenant", "1", "999999")
            #expect(code == "not_found")
        }
    }

    @Test("Dead jobs are listed with why, of one tenant and of all")
    func list() async throws {
        try await Installation.withPerson { installation, person in
            let job = try await installation.addJob(about: person, "dead")
            let all = try await installation.answer("job", "list", "--state", "dead")
            let names = [
                "id", "tenant", "kind", "lane", "state", "subject", "generation", "attempts", "maximumAttempts",
                "lastError", "hold", "worker", "createdAt", "runAt", "startedAt", "finishedAt",
                "instance", "client", "subjectName",
            ]
            #expect(all.arrayValue?.map { $0.objectValue?.names } == [names])
            #expect(all.arrayValue?.first?["id"] == .integer(try #require(Int64(job))))
            #expect(all.arrayValue?.first?["lastError"] == "why")
            #expect(all.arrayValue?.first?["createdAt"]?.stringValue?.contains(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/) == true)
            let own = try await installation.answer("job", "list", "--tenant", "1", "--state", "dead")
            #expect(own == all)
            let unsaid = try await installation.answer("job", "list")
            #expect(unsaid == all)
            let shown = try await installation.answer("job", "show", "--tenant", "1", job)
            #expect(all == [shown])
        }
    }

    @Test("A dead job is queued again with all its attempts; one that is queued is not")
    func retry() async throws {
        try await Installation.withPerson { installation, person in
            let job = try await installation.addJob(about: person, "dead")
            let answer = try await installation.answer("job", "retry", "--tenant", "1", job)
            #expect(answer["state"] == "queued")
            #expect(answer["attempts"] == 0)
            let again = await installation.errorCode("job", "retry", "--tenant", "1", job)
            #expect(again == "conflict")
            #expect(try await installation.events().last == "job.retried")
        }
    }

    @Test("A job is discarded and kept as such", arguments: ["dead", "queued"])
    func discard(state: String) async throws {
        try await Installation.withPerson { installation, person in
            let job = try await installation.addJob(about: person, state)
            let answer = try await installation.answer("job", "discard", "--tenant", "1", job)
            let names = [
                "id", "kind", "state", "subject", "generation", "attempts", "lastError", "createdAt", "startedAt",
                "finishedAt",
            ]
            #expect(answer.objectValue?.names == names)
            #expect(answer["state"] == "discarded")
            #expect(try await installation.answer("job", "show", "--tenant", "1", job) == answer)
            #expect(try await installation.events().last == "job.discarded")
        }
    }

    @Test("A running job is not discarded, and its worker is shown with it")
    func running() async throws {
        try await Installation.withPerson { installation, person in
            let job = try await installation.addJob(about: person, "queued", dueFor: 5)
            let waiting = try await installation.answer("worker", "status")
            #expect(waiting.objectValue?.names == ["lanes", "dead", "held", "processes", "workers"])
            #expect(
                waiting["lanes"]?.arrayValue?.map { $0.objectValue?.names }
                    == Array(repeating: ["lane", "oldestDueSeconds"], count: 3))
            #expect(waiting["workers"] == [])
            try await installation.value(
                """
                UPDATE muster.jobs SET state = 'running', worker = 'w-1', run_id = gen_random_uuid(),
                       lease_until = now(), started_at = now() RETURNING 'x'
                """)
            let code = await installation.errorCode("job", "discard", "--tenant", "1", job)
            #expect(code == "conflict")
            let worker = try await installation.answer("worker", "status")["workers"]?.arrayValue?.first
            #expect(worker?.objectValue?.names == ["worker", "running", "oldestSeconds"])
            #expect(worker?["worker"] == "w-1")
            #expect(worker?["running"] == 1)
        }
    }

    @Test(
        "A setting that cannot be is wrong usage",
        arguments: [
            ["--breaker-people", "-1"], ["--breaker-people", "1000001"], ["--breaker-percent", "101"],
            ["--anonymise-after", "soon"], ["--anonymise-after", "36501d"],
        ])
    func wrongSettings(options: [String]) async throws {
        try await Installation.withPerson { installation, _ in
            let transcript = await muster(
                ["tenant", "settings", "--tenant", "1", "--json"] + options, environment: installation.environment)
            #expect(transcript.exitCode == 2)
        }
    }

    @Test("Settings are shown with their defaults, and changed one by one with an event for each change")
    func settings() async throws {
        try await Installation.withPerson { installation, _ in
            let first = try await installation.answer("tenant", "settings", "--tenant", "1")
            #expect(
                first == [
                    "breakerPeople": 20, "breakerPercent": 20, "anonymiseAfterSeconds": .null,
                    "requestsPerSecond": "default", "setUp": "required",
                ])
            _ = try await installation.answer("tenant", "settings", "--tenant", "1", "--anonymise-after", "90d")
            _ = try await installation.answer("tenant", "settings", "--tenant", "1", "--breaker-people", "1000000")
            let last = try await installation.answer("tenant", "settings", "--tenant", "1", "--breaker-percent", "0")
            #expect(
                last == [
                    "breakerPeople": 1_000_000, "breakerPercent": 0, "anonymiseAfterSeconds": 7_776_000,
                    "requestsPerSecond": "default",
                    "setUp": "required",
                ])
            let same = try await installation.answer("tenant", "settings", "--tenant", "1", "--breaker-percent", "0")
            #expect(same == last)
            let never = try await installation.answer(
                "tenant", "settings", "--tenant", "1", "--anonymise-after", "never")
            #expect(never["anonymiseAfterSeconds"] == .null)
            #expect(try await installation.events().filter { $0 == "tenant.settings_changed" }.count == 4)
        }
    }
}
