import Glibc
import Testing

@testable import Configuration

@Suite struct SecretFileTests {
    private let pepper = Setting("pepper", summary: "The key of token digests.", .text(), isSecret: true)

    private func value(of path: String) throws(ConfigurationError) -> String {
        try Settings(known: [pepper], environment: ["MUSTER_PEPPER_FILE": path]).value(pepper)
    }

    @Test(
        "One line end is taken off, everything else is the secret",
        arguments: [
            ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), ("hunter2\n\n", "hunter2\n"),
            (" a\nb \n", " a\nb "),
        ])
    func lineEnd(text: String, expected: String) throws {
        #expect(try value(of: TemporaryFile(text).path) == expected)
    }

    @Test("The file can be named by a flag, a variable and the configuration file")
    func ways() throws {
        let secret = TemporaryFile("hunter2\n")
        let file = TemporaryFile("pepper-file = \(secret.path)")
        #expect(try Settings(known: [pepper], flags: ["pepper-file": secret.path]).value(pepper) == "hunter2")
        #expect(try Settings(known: [pepper], file: file.path).value(pepper) == "hunter2")
    }

    @Test("A secret given both itself and by a file is refused, in the value and in the report")
    func ambiguous() throws {
        let settings = try Settings(known: [pepper], flags: ["pepper": "x", "pepper-file": "/x"])
        let error = #expect(throws: ConfigurationError.self) { try settings.value(pepper) }
        #expect(error?.code == .ambiguous)
        #expect(throws: ConfigurationError.self) { try settings.report([pepper]) }
    }

    @Test("A flag counts before a variable, whichever of them names a file")
    func precedence() throws {
        let secret = TemporaryFile("by file")
        let byFlag = try Settings(
            known: [pepper], flags: ["pepper": "itself"], environment: ["MUSTER_PEPPER_FILE": secret.path])
        #expect(try byFlag.value(pepper) == "itself")
        let byFile = try Settings(
            known: [pepper], flags: ["pepper-file": secret.path], environment: ["MUSTER_PEPPER": "itself"])
        #expect(try byFile.value(pepper) == "by file")
    }

    @Test(
        "A file that others can read is refused, and the error does not show the secret",
        arguments: [0o604, 0o602, 0o620, 0o644, 0o666] as [mode_t])
    func insecure(permissions: mode_t) throws {
        let file = TemporaryFile("hunter2", permissions: permissions)
        let error = try #require(throws: ConfigurationError.self) { try value(of: file.path) }
        #expect(error.code == .insecurePermissions)
        #expect(
            error.description == """
                pepper is wrong: others can read or change its file \(file.path); make it readable for its owner only, \
                as with chmod 600. (environment MUSTER_PEPPER_FILE)
                """)
    }

    @Test(
        "A secret in a configuration file that others can read is refused like a file of its own",
        arguments: [(0o600, true), (0o400, true), (0o640, false), (0o644, false), (0o604, false)] as [(mode_t, Bool)])
    func configurationFile(permissions: mode_t, isTaken: Bool) throws {
        // A group that root has chosen may read it, and these tests may run as root.
        let isTaken = isTaken || permissions == 0o640 && getuid() == 0
        let file = TemporaryFile("name = x\npepper = hunter2", permissions: permissions)
        let name = Setting("name", summary: "No secret.", .text())
        let settings = try Settings(known: [pepper, name], file: file.path)
        #expect(try settings.value(name) == "x")
        guard !isTaken else { return #expect(try settings.value(pepper) == "hunter2") }
        let error = try #require(throws: ConfigurationError.self) { try settings.value(pepper) }
        #expect(error.code == .insecurePermissions)
        #expect(!error.description.contains("hunter2") && error.description.hasSuffix("(file \(file.path):2)"))
    }

    @Test("A value of a secret setting that holds none may stand where others read it")
    func harmless() throws {
        let file = TemporaryFile("address = harmless", permissions: 0o644)
        for (secret, isTaken) in [("harmless", false), ("other", true)] {
            let address = Setting(
                "address", summary: "Maybe a secret.", .text(), isSecret: true, holdsSecret: { $0 == secret })
            let settings = try Settings(known: [address], file: file.path)
            #expect((try? settings.value(address)) == (isTaken ? "harmless" : nil))
        }
    }

    @Test("A file is made once, and one that is there stays as it is")
    func creating() throws {
        let there = TemporaryFile("hunter2", permissions: 0o600)
        let error = try #require(throws: ConfigurationError.self) { try SecretFile.create(there.path, "other") }
        #expect(error.code == .unwritable)
        #expect(try value(of: there.path) == "hunter2")
        let new = there.path + ".new"
        defer { unsafe unlink(new) }
        try SecretFile.create(new, "other")
        #expect(try value(of: new) == "other")
    }

    @Test(
        "Only the owner may read a secret, or a group that root has chosen",
        arguments: [
            (1_000, 0o600, true), (1_000, 0o400, true), (1_000, 0o700, true), (1_000, 0o640, false),
            (1_000, 0o604, false), (0, 0o600, true), (0, 0o640, true), (0, 0o440, true), (0, 0o660, false),
            (0, 0o650, false), (0, 0o644, false),
        ] as [(UInt32, UInt32, Bool)])
    func kept(ownerID: UInt32, permissions: UInt32, expected: Bool) {
        #expect(SecretFile.isKept(ownerID: ownerID, permissions: permissions) == expected)
    }

    @Test(
        "A file that cannot be read, is no file or is no text is told so",
        arguments: [
            ("/nowhere/at/all", "cannot be read"), ("/tmp", "is not a regular file"),
            ("/dev/null", "is not a regular file"),
        ])
    func unreadable(path: String, complaint: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try value(of: path) }
        #expect(error?.code == .unreadable)
        #expect(
            error?.description == "pepper is wrong: its file \(path) \(complaint). (environment MUSTER_PEPPER_FILE)")
    }

    @Test("Bytes that are not text are refused", arguments: [[0x61, 0xFF], [0x61, 0x00, 0x62]] as [[UInt8]])
    func notText(bytes: [UInt8]) {
        let error = #expect(throws: ConfigurationError.self) { try value(of: TemporaryFile(bytes).path) }
        #expect(error?.code == .unreadable)
    }

    @Test("A file of 65,536 bytes is read, one byte more is not")
    func size() throws {
        let largest = TemporaryFile([UInt8](repeating: 0x61, count: 65_536))
        #expect(try value(of: largest.path).utf8.count == 65_536)
        let error = #expect(throws: ConfigurationError.self) {
            try value(of: TemporaryFile([UInt8](repeating: 0x61, count: 65_537)).path)
        }
        #expect(error?.description.contains("is larger than 65536 bytes") == true)
    }

    @Test("An empty secret is no secret")
    func empty() {
        let error = #expect(throws: ConfigurationError.self) { try value(of: TemporaryFile("\n").path) }
        #expect(error?.code == .malformed)
    }
}
