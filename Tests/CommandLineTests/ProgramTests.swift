import FoundationEssentials
import Glibc
import JSON
import Testing

@testable import CommandLine

@Suite("The program")
struct ProgramTests {
    @Test(
        "Wrong usage ends with 2 and speaks on standard error",
        arguments: [[], ["tenant"], ["tokn"], ["tenant", "list", "--x"]])
    func wrongUsage(arguments: [String]) async {
        let transcript = await muster(arguments)
        #expect(transcript.exitCode == 2)
        #expect(transcript.output.isEmpty)
        #expect(transcript.error.contains("--help"))
    }

    @Test("Wrong usage is told in JSON too, where that was asked for")
    func wrongUsageInJSON() async throws {
        let transcript = await muster(["tokn", "--json"])
        #expect(transcript.exitCode == 2)
        #expect(transcript.errorCode == "usage")
        let ended = await muster(["tokn", "--", "--json"])
        #expect(ended.output.isEmpty)
    }

    @Test("A missing setting ends with 1, and the error says how to give it")
    func missingSetting() async throws {
        let transcript = await muster(["tenant", "list", "--json"])
        #expect(transcript.exitCode == 1)
        #expect(transcript.errorCode == "configuration")
        #expect(transcript.error.contains("MUSTER_DATABASE_URL"))
    }

    @Test(
        "An address that cannot be one ends every program with 1, and is not shown",
        arguments: [
            "hello", "postgresql://u:s3cr%et@127.0.0.1:1/db", "postgresql://u:s3/cret@127.0.0.1:1/db",
            "postgresql://u:s3cr@et@127.0.0.1:1/db",
        ])
    func malformedAddress(address: String) async throws {
        let environment = [
            "MUSTER_DATABASE_URL": address, "MUSTER_PEPPER": String(repeating: "x", count: 32),
            "MUSTER_BASE_DOMAIN": "example.com",
        ]
        let transcripts = [
            await muster(["tenant", "list", "--json"], environment: environment),
            await muster(["migrate", "--json"], environment: environment),
            await muster(["doctor", "--json"], environment: environment),
            await musterServer(["--json"], environment: environment),
            await musterWorker(["--json"], environment: environment),
        ]
        for transcript in transcripts {
            #expect(transcript.exitCode == 1)
            let text = transcript.output + transcript.error
            #expect(text.contains("percent-encode what is special in a password"), "\(text)")
            for part in ["hello", "s3cr", "s3/", "cret", "et@"] { #expect(!text.contains(part), "\(text)") }
        }
        #expect(transcripts[0].errorCode == "configuration")
    }

    @Test("A pepper is made once, for its owner only, and never over one that is there")
    func pepper() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/muster-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/pepper"
        #expect(try await muster(["pepper", "create", path, "--json"]).json["file"]?.stringValue == path)
        let made = try String(contentsOfFile: path, encoding: .utf8)
        #expect(made.utf8.count == 65)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let again = await muster(["pepper", "create", path, "--json"])
        #expect(again.exitCode == 1 && again.error.contains("is there already"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == made)
        let environment = ["MUSTER_PEPPER_FILE": path]
        #expect(await muster(["config"], environment: environment).exitCode == 0)
    }

    @Test("A database that is not there ends with 1 and names the address")
    func unreachable() async throws {
        let transcript = await muster(["tenant", "list", "--json", "--database-url", "postgresql://127.0.0.1:1/x"])
        #expect(transcript.exitCode == 1)
        #expect(transcript.errorCode == "unavailable")
        #expect(transcript.error.contains("port 1"))
        #expect(transcript.error.contains("muster doctor"))
    }

    @Test("A configuration file is read, and one that is not there is an error")
    func configurationFile() async throws {
        let transcript = await muster(["config", "--config", "/nowhere/muster.conf", "--json"])
        #expect(transcript.exitCode == 1)
        #expect(transcript.errorCode == "configuration")
    }

    @Test("The settings are shown with their origin, and no secret")
    func config() async throws {
        let environment = ["MUSTER_PEPPER": "do not show me, I am a good pepper", "MUSTER_BASE_DOMAIN": "example.com"]
        let transcript = await muster(["config", "--json", "--listen", "127.0.0.1:1"], environment: environment)
        let settings = try #require(try transcript.json.arrayValue)
        func setting(_ name: String) -> [String?] {
            let found = settings.first { $0["name"]?.stringValue == name }
            return [found?["value"]?.stringValue, found?["origin"]?.stringValue]
        }
        #expect(setting("listen") == ["127.0.0.1:1", "flag --listen"])
        #expect(setting("base-domain") == ["example.com", "environment MUSTER_BASE_DOMAIN"])
        #expect(setting("log-level") == ["info", "default"])
        #expect(setting("pepper") == ["(hidden)", "environment MUSTER_PEPPER"])
        #expect(setting("database-url") == [nil, nil])
        #expect(!transcript.output.contains("do not show me"))
    }

    @Test(
        "The server explains itself, and refuses what it does not know",
        arguments: [
            (["--help"], 0), (["--version"], 0), (["--listne", "x"], 2), (["serve"], 2), (["--listen"], 2),
            (["--listen", "nowhere"], 1), ([], 1),
        ] as [([String], Int32)])
    func server(arguments: [String], exitCode: Int32) async {
        let transcript = await musterServer(arguments)
        #expect(transcript.exitCode == exitCode)
        #expect(transcript.output.isEmpty == (exitCode != 0))
        #expect(transcript.error.isEmpty == (exitCode == 0))
        #expect((transcript.output + transcript.error).contains("muster-server"))
    }

    @Test("A server that cannot listen says where, and why")
    func cannotListen() async throws {
        try await Installation.with { installation in
            let transcript = await musterServer(
                ["--listen", "192.0.2.1:0", "--operations-listen", "127.0.0.1:0"], environment: installation.environment
            )
            #expect(transcript.exitCode == 1)
            #expect(transcript.error.contains("Cannot listen on 192.0.2.1:0: it is no address of this machine."))
        }
    }
}
