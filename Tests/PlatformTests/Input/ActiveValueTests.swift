import JSON
import Postgres
import TestHarness
import Testing

@Suite("The values of active", .sharedPlatform)
struct ActiveValueTests {
    /// What a value has to do, whatever request brings it.
    enum Meaning: String, Sendable {
        case on, off, nothing, refused
    }

    private static let values: [(JSON, Meaning)] = [
        (false, .off), ("False", .off), ("false", .off), ("FALSE", .off), ("fAlSe", .off),
        (true, .on), ("True", .on), ("true", .on), ("TRUE", .on),
        (.null, .nothing), ("", .nothing), ([], .nothing),
        (0, .refused), (1, .refused), ("0", .refused), ("1", .refused), ("no", .refused), ("yes", .refused),
        (" false", .refused), ("false ", .refused), ("false\u{200B}", .refused), (["a": false], .refused),
        ([:], .refused),
        (0.0, .refused), ("disabled", .refused), ("ｆａｌｓｅ", .refused),
    ]

    @Test("POST: off makes a deactivated person, on and nothing a pending one", arguments: values)
    func post(value: JSON, meaning: Meaning) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let answer = try await tenant.send("POST", "/Users", ["userName": "ada", "active": value])
            guard meaning != .refused else {
                #expect(answer.status == 400 && answer.scimType == "invalidValue", "\(answer.text)")
                return
            }
            #expect(answer.status == 201, "\(answer.text)")
            try await Self.expect(
                meaning == .off ? false : true, try #require(answer.json["id"]?.stringValue), platform, tenant)
        }
    }

    @Test("PUT: nothing, and leaving it out, changes nothing", arguments: values)
    func put(value: JSON, meaning: Meaning) async throws {
        try await Self.change(meaning) { user, tenant in
            try await tenant.send("PUT", "/Users/\(user)", ["userName": "ada", "active": value])
        }
    }

    @Test("PATCH with a path, in any case", arguments: values)
    func patch(value: JSON, meaning: Meaning) async throws {
        for operation in ["replace", "Replace", "add"] {
            try await Self.change(meaning) { user, tenant in
                try await tenant.send("PATCH", "/Users/\(user)", .patch(operation, "Active", value))
            }
        }
    }

    @Test("PATCH without a path", arguments: values)
    func pathless(value: JSON, meaning: Meaning) async throws {
        try await Self.change(meaning) { user, tenant in
            try await tenant.send("PATCH", "/Users/\(user)", .patch("replace", nil, ["active": value]))
        }
    }

    @Test("Neither PUT without active nor a PATCH of something else, nor remove, changes it", arguments: [true, false])
    func untouched(isActive: Bool) async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            let user = try await tenant.createUser("ada", ["active": .bool(isActive)])
            let changes: [(String, JSON)] = [
                ("PUT", ["userName": "ada", "title": "x"]), ("PATCH", .replacing("title", with: "y")),
                ("PATCH", .patch("remove", "active", nil)), ("PUT", ["userName": "eve"]),
            ]
            for (method, body) in changes {
                let answer = try await tenant.send(method, "/Users/\(user)", body)
                #expect(answer.status == 200, "\(answer.text)")
                try await Self.expect(isActive, user, platform, tenant)
            }
        }
    }

    /// Has a request change somebody who is active, and somebody who is not.
    private static func change(
        _ meaning: Meaning, _ request: (String, TestTenant) async throws -> HTTPTestResponse
    ) async throws {
        for wasActive in [true, false] {
            try await SharedPlatform.withTenant { platform, tenant async throws in
                let user = try await tenant.createUser("ada", ["active": .bool(wasActive)])
                let before = try await tenant.resource("/Users/\(user)")
                let answer = try await request(user, tenant)
                switch meaning {
                case .refused:
                    #expect(answer.status == 400 && answer.scimType == "invalidValue", "\(answer.text)")
                    #expect(try await tenant.resource("/Users/\(user)") == before)
                case .nothing:
                    #expect(answer.status == 200, "\(answer.text)")
                    try await expect(wasActive, user, platform, tenant)
                case .on, .off:
                    #expect(answer.status == 200, "\(answer.text)")
                    try await expect(meaning == .on, user, platform, tenant)
                }
            }
        }
    }

    /// The answer and the database have to agree.
    private static func expect(
        _ isActive: Bool, _ user: String, _ platform: RunningPlatform, _ tenant: TestTenant
    ) async throws {
        #expect(try await tenant.resource("/Users/\(user)")["active"] == .bool(isActive))
        let status = try await platform.inspect("SELECT status FROM muster.users WHERE id = $1", [.text(user)])
        #expect(status == [[isActive ? "pending" : "deactivated"]])
    }
}
