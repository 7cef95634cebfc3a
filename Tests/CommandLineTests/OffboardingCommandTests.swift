import JSON
import Testing

@Suite("muster offboarding")
struct OffboardingCommandTests {
    /// Lends two people who have left under a hold, and the hold's id.
    private func withHold(_ body: (Installation, [String], String) async throws -> Void) async throws {
        try await Installation.withPerson { installation, ada in
            let bob = try await installation.addPerson("bob@example.com")
            _ = try await installation.answer(
                "tenant", "settings", "--tenant", "1", "--breaker-people", "0", "--breaker-percent", "0")
            for person in [ada, bob] { try await installation.leave(person) }
            try await installation.carryOutLeavings()
            let holds = try await installation.answer("offboarding", "held").arrayValue ?? []
            try await body(installation, [ada, bob], try #require(holds.first?["id"]?.stringValue))
        }
    }

    @Test("Who has not left, or not in that generation, has no report")
    func noReport() async throws {
        try await Installation.withPerson { installation, person in
            let never = await installation.errorCode("offboarding", "report", "--tenant", "1", "--user", person)
            #expect(never == "not_found")
            try await installation.leave(person)
            let other = await installation.muster(
                "offboarding", "report", "--tenant", "1", "--user", person, "--generation", "9")
            #expect(other.exitCode == 1)
            #expect(other.error.contains("there are 2"))
            let both = await installation.muster(
                "offboarding", "report", "--tenant", "1", "--user", person, "--generation", "2", "--all")
            #expect(both.exitCode == 2)
        }
    }

    @Test("A report has the members that scripts rely on, before and after the receipts", arguments: [false, true])
    func report(isDeletion: Bool) async throws {
        try await Installation.withPerson { installation, person in
            try await installation.leave(person, isDeletion: isDeletion)
            let before = try await installation.answer("offboarding", "report", "--tenant", "1", "--user", person)
            let names = [
                "user", "generation", "isDeletion", "request", "hold", "deactivatedAt", "completedAt", "undoneAt",
                "effects",
            ]
            #expect(before["isDeletion"] == .bool(isDeletion) && before["request"] == "request-1")
            #expect(before.objectValue?.names == names)
            #expect(before["user"] == .string(person))
            #expect(before["generation"] == 2)
            #expect(before["completedAt"] == .null)
            let effects = before["effects"]?.arrayValue ?? []
            #expect(
                effects.compactMap { $0["effect"]?.stringValue }
                    == ["revoke_keys", "end_sessions", "soft_delete_membership", "notify"])
            let members = ["effect", "state", "attempts", "count", "lastError", "finishedAt"]
            #expect(effects.allSatisfy { $0.objectValue?.names == members })
            #expect(effects.allSatisfy { $0["state"] == "queued" && $0["count"] == .null })
            let all = try await installation.answer(
                "offboarding", "report", "--tenant", "1", "--user", person, "--all")
            #expect(all == [before])
        }
    }

    @Test("The timeline tells request, event and receipts with milliseconds, in the order in which they were")
    func timeline() async throws {
        try await Installation.withPerson { installation, person in
            try await installation.leave(person)
            try await installation.database.receipts(of: person)
            let transcript = await installation.muster(
                "offboarding", "report", "--tenant", "1", "--user", "ada@example.com")
            let text = transcript.output
            #expect(text.contains("request-1"))
            let ended = try #require(text.firstRange(of: "access ended"))
            let event = try #require(text.firstRange(of: "user.deactivated, by connection"))
            let first = try #require(text.firstMatch(of: /1000 ms +revoke_keys: done, 1 key, 1 attempt/))
            let last = try #require(text.firstMatch(of: /1900 ms +notify: done, 0 endpoints, 1 attempt/))
            #expect(max(ended.lowerBound, event.lowerBound) < first.range.lowerBound)
            #expect(first.range.lowerBound < last.range.lowerBound)
            #expect(text.contains("Complete 1900 ms after the request."))
        }
    }

    @Test("A hold is listed with how many people it holds, of one tenant and of all")
    func held() async throws {
        try await withHold { installation, _, hold in
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "b")
            let all = try await installation.answer("offboarding", "held")
            let names = [
                "id", "tenant", "instance", "openedAt", "beganAt", "people", "base", "heldPeople", "carriedOutPeople",
                "toldPeople", "anonymisedPeople", "breakerPeople", "breakerPercent", "resolution", "resolvedAt",
                "returned",
            ]
            #expect(all.arrayValue?.map { $0.objectValue?.names } == [names])
            #expect(all.arrayValue?.first?["heldPeople"] == 2)
            let own = try await installation.answer("offboarding", "held", "--tenant", "1")
            #expect(own == all)
            let others = try await installation.answer("offboarding", "held", "--tenant", "2")
            #expect(others == [])
            for word in ["approve", "undo"] {
                let foreign = await installation.errorCode("offboarding", word, "--tenant", "2", hold)
                #expect(foreign == "not_found")
            }
        }
    }

    @Test("A hold's numbers are explained")
    func explained() async throws {
        try await withHold { installation, _, hold in
            let text = await installation.muster("offboarding", "held").output
            #expect(text.contains("Instance 1, hold \(hold), since "))
            #expect(text.contains("2 people have left since "))
            #expect(text.contains("more than 0 people and 0% within an hour are too many."))
            #expect(text.contains("The effects of 2 wait."))
        }
    }

    @Test(
        "Approving closes the hold once, and it is listed until the worker is through", arguments: ["approve", "undo"])
    func approve(second: String) async throws {
        try await withHold { installation, _, hold in
            let answer = try await installation.answer("offboarding", "approve", "--tenant", "1", hold)
            #expect(answer["resolution"] == "approved")
            #expect(answer["heldPeople"] == 2)
            let again = await installation.errorCode("offboarding", "undo", "--tenant", "1", hold)
            #expect(again == "conflict")
            try await installation.carryOutLeavings()
            #expect(try await installation.answer("offboarding", "held") == [])
            let late = await installation.errorCode("offboarding", second, "--tenant", "1", hold)
            #expect(late == "conflict")
            #expect(try await installation.events(about: hold) == ["offboarding.held", "offboarding.approved"])
        }
    }

    @Test("Undoing brings everybody back and closes the hold")
    func undo() async throws {
        try await withHold { installation, people, hold in
            let answer = try await installation.answer("offboarding", "undo", "--tenant", "1", hold)
            #expect(
                answer.objectValue?.names == ["id", "resolution", "resolvedAt", "returned", "notReturned"])
            #expect(answer["returned"] == 2)
            #expect(answer["notReturned"] == [])
            for person in people {
                #expect(try await installation.answer("user", "show", "--tenant", "1", person)["status"] == "active")
                let text = await installation.muster("offboarding", "report", "--tenant", "1", "--user", person).output
                #expect(text.contains("Undone at "))
            }
            #expect(try await installation.answer("offboarding", "held") == [])
            #expect(
                try await installation.events(about: hold)
                    == ["offboarding.held", "offboarding.undone", "offboarding.restored"])
        }
    }

    @Test("Who cannot come back, since somebody else has their name, is named, and their effects are carried out")
    func nameTaken() async throws {
        try await withHold { installation, _, hold in
            let eve = try await installation.addPerson("eve@example.com")
            try await installation.leave(eve, isDeletion: true)
            _ = try await installation.addPerson("eve@example.com")
            let answer = try await installation.answer("offboarding", "undo", "--tenant", "1", hold)
            #expect(answer["returned"] == 2)
            #expect(
                answer["notReturned"] == [
                    ["user": .string(eve), "userName": "eve@example.com", "reason": "taken"]
                ])
            try await installation.carryOutLeavings()
            let report = try await installation.answer("offboarding", "report", "--tenant", "1", "--user", eve)
            #expect(report["completedAt"] != .null)
        }
    }
}
