import JSON
import Postgres
import TestHarness
import Testing

@Suite("muster pepper")
struct PepperCommandTests {
    private static let next = "the next pepper, with its 32 bytes"

    /// An installation with something of each kind, and the same with the next pepper beside.
    private static func with(_ body: (Installation, _ both: Installation, _ key: String) async throws -> Void)
        async throws
    {
        try await Installation.withPerson { installation, person in
            _ = try await installation.answer(
                "token", "issue", "--tenant", "1", "--name", "Entra", "--expires-in", "1d")
            let key = try await installation.answer("key", "issue", "--tenant", "1", "--user", person, "--kind", "api")[
                "secret"]
            _ = try await installation.answer("session", "open", "--tenant", "1", "--user", person)
            _ = try await installation.answer("client", "create", "--name", "product")
            _ = try await installation.answer("webhook", "add", "--tenant", "1", "--url", "https://example.com/")
            var both = installation
            both.environment["MUSTER_SECOND_PEPPER"] = next
            try await body(installation, both, try #require(key?.stringValue))
        }
    }

    private func states(_ installation: Installation) async throws -> [String: JSON] {
        var states: [String: JSON] = [:]
        for line in try await installation.answer("pepper", "status").arrayValue ?? [] {
            states[try #require(line["state"]?.stringValue)] = line
        }
        return states
    }

    @Test("Without a second pepper there is nothing to move on to, and without a previous one nothing to retire")
    func nothing() async throws {
        try await Self.with { installation, both, _ in
            #expect(await installation.errorCode("pepper", "rotate") == "configuration")
            #expect(await both.errorCode("pepper", "retire") == "conflict")
            var unconfigured = installation
            unconfigured.environment["MUSTER_PEPPER"] = nil
            for word in ["status", "rotate", "reseal", "retire"] {
                #expect(await unconfigured.errorCode("pepper", word) == "configuration")
            }
        }
    }

    @Test("The whole way from one pepper to the next")
    func through() async throws {
        try await Self.with { installation, both, key in
            let names = [
                "pepper", "state", "programs", "lacking", "tokens", "keys", "sessions", "clients", "webhookSecrets",
            ]
            let before = try await states(both)
            #expect(Set(before.keys) == ["current", "configured"])
            #expect(before["current"]?.objectValue?.names == names)
            for name in names.dropFirst(4) {
                #expect(before["current"]?[name] == 1, "\(name)")
                #expect(before["configured"]?[name] == 0, "\(name)")
            }

            #expect(try await both.answer("pepper", "rotate") == ["rotated": true])
            #expect(await both.errorCode("pepper", "rotate") == "conflict")
            let during = try await states(both)
            #expect(during["current"]?["pepper"] == before["configured"]?["pepper"])
            #expect(during["previous"]?["pepper"] == before["current"]?["pepper"])
            #expect(during["previous"]?["webhookSecrets"] == 1)

            let check = await muster(
                ["key", "check", "--tenant", "1", "-", "--json"], environment: both.environment, input: key)
            #expect(try check.json["active"] == true)
            #expect(try await states(both)["previous"]?["keys"] == 1, "looking changes nothing")

            let resealed: JSON = ["webhooks": 1, "unreadable": []]
            #expect(try await both.answer("pepper", "reseal") == resealed)
            #expect(try await states(both)["previous"]?["webhookSecrets"] == 0)
            let refused = await both.muster("pepper", "retire", "--json")
            #expect(refused.errorCode == "conflict" && refused.error.contains("1 of token, 1 of key, 1 of session"))
            #expect(await both.errorCode("pepper", "retire", "--forget-remaining") == "conflict", "too early")
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(
                    Query<Void>(SQL(unnamed: "UPDATE muster.pepper_checks SET set_at = set_at - interval '91 seconds'"))
                )
            }
            #expect(
                try await both.answer("pepper", "retire", "--forget-remaining") == ["retired": true, "forgotten": 4])

            var after = installation
            after.environment["MUSTER_PEPPER"] = Self.next
            #expect(try await after.findings().faults.isEmpty)
            let last = try await states(after)
            #expect(Set(last.keys) == ["current", "unknown"])
            #expect(last["unknown"]?["pepper"] == .null && last["unknown"]?["tokens"] == 1)
            #expect(last["current"]?["webhookSecrets"] == 1)
            #expect(Array(try await installation.findings().faults.keys) == ["pepper-check"])
        }
    }

    @Test("Staff who have one of two are told which is missing, and issue nothing")
    func halves() async throws {
        try await Self.with { installation, both, _ in
            _ = try await both.answer("pepper", "rotate")
            var only = installation
            only.environment["MUSTER_PEPPER"] = Self.next
            for (half, detail, advice) in [
                (installation, "only the one before the current one", "moved on to another pepper"),
                (only, "only the current one", "pepper before the current one"),
            ] {
                #expect(try await half.findings().faults["pepper-check"]?.hasPrefix(detail) == true)
                let issued = await half.muster(
                    "token", "issue", "--tenant", "1", "--name", "x", "--expires-in", "1d", "--json")
                #expect(issued.errorCode == "pepper" && issued.error.contains(advice), "\(issued.error)")
            }
            #expect(try await both.findings().faults.isEmpty)
        }
    }

    @Test("A webhook whose secret cannot be opened is named, and ends with 1")
    func unreadable() async throws {
        try await Self.with { installation, both, _ in
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(
                    Query<Void>(SQL(unnamed: "UPDATE muster.webhook_endpoints SET sealed_secret = '\\x00'")))
            }
            _ = try await both.answer("pepper", "rotate")
            let transcript = await both.muster("pepper", "reseal", "--json")
            #expect(transcript.exitCode == 1)
            #expect(try transcript.json["unreadable"]?.arrayValue?.count == 1)
            #expect(try transcript.json["webhooks"] == 0)
        }
    }

    @Test("The doctor says how many of the programs that run have the next one")
    func doctor() async throws {
        try await Self.with { installation, both, _ in
            try await installation.database.connected(as: .superuser) { database in
                _ = try await database.pipeline(
                    Query<Void>(
                        SQL(
                            unnamed: """
                                INSERT INTO muster.pepper_holders (process, program, value, seen_at)
                                SELECT gen_random_uuid(), 'worker', value, clock_timestamp() FROM muster.pepper_checks
                                """)))
            }
            let transcript = await both.muster("doctor", "--json")
            let finding = try transcript.json.arrayValue?.first { $0["check"] == "pepper-check" }
            #expect(finding?["ok"] == true)
            #expect(
                finding?["detail"]?.stringValue?.hasSuffix("0 of the 1 programs that run have the second one, too")
                    == true)
            #expect(await both.errorCode("pepper", "rotate") == "conflict")
        }
    }
}
