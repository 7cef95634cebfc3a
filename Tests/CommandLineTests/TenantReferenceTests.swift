import JSON
import Testing

@Suite("How a tenant is named")
struct TenantReferenceTests {
    private func withTenants(_ body: (Installation) async throws -> Void) async throws {
        try await Installation.with { installation async throws in
            _ = try await installation.answer("tenant", "create", "--instance", "1", "--client", "acme")
            _ = try await installation.answer("tenant", "create", "--instance", "2", "--client", "beta")
            try await body(installation)
        }
    }

    @Test(
        "Number, client and host name find the same tenant, as an option and alone",
        arguments: ["2", "beta", "BETA", "cp-inst2-beta.example.com", "CP-inst2-beta.example.com."])
    func references(reference: String) async throws {
        try await withTenants { installation async throws in
            for arguments in [
                ["--tenant", reference], ["--tenant=\(reference)"], [reference], ["--json", "--", reference],
            ] {
                let transcript = await muster(
                    ["tenant", "show"] + arguments + (arguments.contains("--json") ? [] : ["--json"]),
                    environment: installation.environment)
                #expect(try transcript.json["instance"] == 2, "\(arguments)")
            }
            for command in ["user", "group", "token", "connection", "member", "environment", "key", "session"] {
                let alone = await installation.muster(command, "list", reference, "--json")
                let named = await installation.muster(command, "list", "--tenant", reference, "--json")
                #expect(alone.exitCode == 0 && alone.output == named.output, "\(command)")
            }
        }
    }

    @Test("What is named by its option is not looked for among the words")
    func mixed() async throws {
        try await Installation.withPerson { installation, person async throws in
            for arguments in [
                ["1", "ada@example.com"], ["--tenant", "1", "ada@example.com"], ["--user", "ada@example.com", "1"],
                ["--user", "ada@example.com", "--tenant", "1"], ["ada@example.com", "--tenant", "a"],
            ] {
                let transcript = await muster(
                    ["user", "show", "--json"] + arguments, environment: installation.environment)
                #expect(try transcript.json["id"]?.stringValue == person, "\(arguments)")
            }
        }
    }

    @Test("A client that several tenants have is ambiguous, and the answer names their numbers")
    func ambiguous() async throws {
        try await withTenants { installation async throws in
            for instance in 3...14 {
                _ = try await installation.answer("tenant", "create", "--instance", "\(instance)", "--client", "acme")
            }
            let transcript = await installation.muster("tenant", "suspend", "acme", "--json")
            #expect(transcript.errorCode == "ambiguous")
            #expect(transcript.error.contains("1, 3, 4, 5, 6, 7, 8, 9, 10, 11 and more"))
            #expect(try await installation.answer("tenant", "show", "1")["status"] == "active")
        }
    }

    @Test("A tenant that nobody has is not found", arguments: ["gamma", "cp-inst2-beta.example.org", "3"])
    func unknown(reference: String) async throws {
        try await withTenants { installation async throws in
            #expect(await installation.errorCode("tenant", "show", reference) == "not_found")
        }
    }

    @Test("A host name that is not proven names nobody")
    func unproven() async throws {
        try await withTenants { installation async throws in
            _ = try await installation.value(
                "INSERT INTO muster.hostnames (hostname) VALUES ('scim.acme.test') RETURNING hostname")
            #expect(await installation.errorCode("tenant", "show", "scim.acme.test") == "not_found")
            _ = try await installation.value(
                "UPDATE muster.hostnames SET verified_at = now() WHERE NOT is_canonical RETURNING hostname")
            #expect(try await installation.answer("tenant", "show", "scim.acme.test")["instance"] == 1)
        }
    }

    @Test(
        "What can name no tenant is wrong usage",
        arguments: ["", "0", "007x_", "-acme", "acme-", "a b", String(repeating: "a", count: 33), "10.0.0.1"])
    func malformed(reference: String) async {
        #expect(await muster(["tenant", "show", "--tenant=\(reference)"]).exitCode == 2)
    }
}
