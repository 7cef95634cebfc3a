import JSON
import Testing

@Suite("muster tenant")
struct TenantCommandTests {
    @Test(
        "A tenant that cannot be is refused",
        arguments: [
            ("0", "acme"), ("-1", "acme"), ("1000000000", "acme"), ("1", "Acme"), ("1", "a_b"), ("1", "-a"),
            ("1", "a-"),
            ("1", "ä"), ("1", String(repeating: "a", count: 33)),
        ])
    func refused(instance: String, client: String) async throws {
        try await Installation.with { installation in
            let transcript = await installation.muster(
                "tenant", "create", "--instance=\(instance)", "--client=\(client)", "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.errorCode == "invalid")
            let tenants = try await installation.answer("tenant", "list")
            #expect(tenants == [])
        }
    }

    @Test("What is no number is wrong usage")
    func notANumber() async {
        let transcript = await muster(["tenant", "create", "--instance", "many", "--client", "acme"])
        #expect(transcript.exitCode == 2)
        #expect(transcript.error.contains("from 1 to 999999999"))
    }

    @Test("A tenant is onboarded with the answer that scripts rely on")
    func create() async throws {
        try await Installation.with { installation in
            let answer = try await installation.answer("tenant", "create", "--instance", "1042", "--client", "acme")
            let id = try #require(answer["id"]?.stringValue)
            #expect(
                answer == [
                    "id": .string(id), "instance": 1042, "client": "acme", "displayName": .null,
                    "status": "active",
                    "hostname": "cp-inst1042-acme.example.com",
                    "scimBaseURL": "https://cp-inst1042-acme.example.com/scim/v2",
                ])
            let list = try await installation.answer("tenant", "list")
            #expect(list.arrayValue?.count == 1)
            #expect(list.arrayValue?.first?["scimBaseURL"] == answer["scimBaseURL"])
            for reference in ["1042", id, id.uppercased()] {
                #expect(try await installation.answer("tenant", "show", "--tenant", reference)["id"] == answer["id"])
            }
        }
    }

    @Test("The largest instance number and the longest client fit")
    func largest() async throws {
        try await Installation.with { installation in
            let client = String(repeating: "a", count: 32)
            let answer = try await installation.answer(
                "tenant", "create", "--instance", "999999999", "--client", client)
            #expect(answer["hostname"]?.stringValue == "cp-inst999999999-\(client).example.com")
        }
    }

    @Test("Links have the public scheme and port")
    func publicAddress() async throws {
        try await Installation.with { installation in
            let answer = try await installation.answer(
                "tenant", "create", "--instance", "7", "--client", "x", "--public-scheme", "http", "--public-port=8080",
                "--base-domain", "localhost")
            #expect(answer["scimBaseURL"] == "http://cp-inst7-x.localhost:8080/scim/v2")
        }
    }

    @Test("A taken instance number is a conflict that names it, in JSON and in text")
    func conflict() async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            let transcript = await installation.muster("tenant", "create", "--instance", "1", "--client", "b", "--json")
            #expect(transcript.exitCode == 1)
            #expect(transcript.errorCode == "conflict")
            #expect(transcript.error.contains("Instance number 1 is taken"))
            #expect(try await installation.answer("tenant", "list").arrayValue?.count == 1)
        }
    }

    @Test(
        "An unknown tenant is not found, by number and by id",
        arguments: [
            "5", "9223372036854775807", "0198c0de-0000-7000-8000-000000000001",
        ])
    func unknown(reference: String) async throws {
        try await Installation.with { installation in
            for command in [["tenant", "show"], ["tenant", "suspend"], ["token", "list"], ["user", "list"]] {
                let transcript = await muster(
                    command + ["--tenant", reference, "--json"], environment: installation.environment)
                #expect(transcript.exitCode == 1)
                #expect(transcript.errorCode == "not_found")
            }
        }
    }

    @Test("Suspending and resuming change the status once, and are no error twice")
    func suspendAndResume() async throws {
        try await Installation.with { installation in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "a")
            for (command, status) in [("suspend", "suspended"), ("resume", "active")] {
                for _ in 1...2 {
                    let answer = try await installation.answer("tenant", command, "--tenant", "1")
                    #expect(answer["status"]?.stringValue == status)
                }
            }
            let events = try await installation.answer("event", "list", "--tenant", "1").arrayValue ?? []
            #expect(
                events.compactMap { $0["kind"]?.stringValue }
                    == ["tenant.created", "connection.created", "tenant.suspended", "tenant.resumed"])
        }
    }
}
