import JSON
import Testing

@Suite("muster member, user setup-complete and user anonymise")
struct MemberCommandTests {
    @Test(
        "A role that is none, and a person who is not there, are refused",
        arguments: [("Ada@example.com", "owner", 2), ("nobody@example.com", "Owner", 1)])
    func refused(user: String, role: String, exitCode: Int32) async throws {
        try await Installation.withPerson { installation, _ in
            let transcript = await installation.muster("member", "role", "--tenant", "1", user, role)
            #expect(transcript.exitCode == exitCode)
        }
    }

    @Test("A role is given with one event for each change", arguments: ["Owner", "Admin", "ReadOnly"])
    func role(role: String) async throws {
        try await Installation.withPerson { installation, person in
            for _ in 1...2 {
                let answer = try await installation.answer("member", "role", "--tenant", "1", "ada@example.com", role)
                #expect(answer["role"] == .string(role))
            }
            #expect(try await installation.events(about: person) == ["user.role_changed"])
        }
    }

    @Test("Members are listed with the answer that scripts rely on; soft-deleted ones only if asked for")
    func list() async throws {
        try await Installation.withPerson { installation, person in
            let members = try await installation.answer("member", "list", "--tenant", "1")
            let names = ["user", "userName", "role", "status", "deletedAt"]
            #expect(members.arrayValue?.map { $0.objectValue?.names } == [names])
            #expect(members.arrayValue?.first?["user"] == .string(person))
            #expect(members.arrayValue?.first?["role"] == "Blank")
            try await installation.value("UPDATE muster.memberships SET deleted_at = now() RETURNING 'x'")
            #expect(try await installation.answer("member", "list", "--tenant", "1") == [])
            let all = try await installation.answer("member", "list", "--tenant", "1", "--all").arrayValue
            #expect(all?.first?["deletedAt"]?.stringValue?.hasSuffix("Z") == true)
        }
    }

    @Test("Somebody pending finishes setting up, by option or position, with one event")
    func setUp() async throws {
        try await Installation.withPerson { installation, _ in
            let person = try await installation.addPerson("Bob@example.com", status: "pending")
            let first = try await installation.answer("user", "setup-complete", "--tenant", "1", "--user", person)
            #expect(first["status"] == "active")
            let again = try await installation.answer("user", "setup-complete", "bob@example.com", "--tenant", "1")
            #expect(again == first)
            #expect(try await installation.events(about: person) == ["user.set_up"])
            let unnamed = await installation.muster("user", "setup-complete", "--tenant", "1")
            #expect(unnamed.exitCode == 2)
            try await installation.leave(person)
            let left = await installation.errorCode("user", "setup-complete", person, "--tenant", "1")
            #expect(left == "conflict")
        }
    }

    @Test("Only who has left is anonymised, once; deleted people by their id", arguments: [false, true])
    func anonymise(isDeletion: Bool) async throws {
        try await Installation.withPerson { installation, person in
            let early = await installation.errorCode("user", "anonymise", person, "--tenant", "1")
            #expect(early == "conflict")
            try await installation.leave(person, isDeletion: isDeletion)
            let first = try await installation.answer("user", "anonymise", "--user", person, "--tenant", "1")
            #expect(first.objectValue?.names == ["id", "status", "deletedAt", "anonymisedAt"])
            #expect(first["anonymisedAt"] != .null)
            #expect((first["deletedAt"] != .null) == isDeletion)
            #expect(try await installation.answer("user", "anonymise", person, "--tenant", "1") == first)
            let names = try await installation.value("SELECT user_name FROM muster.users")
            #expect(names == "anonymised-\(person)")
            #expect(try await installation.events(about: person).filter { $0 == "user.anonymised" }.count == 1)
        }
    }
}
