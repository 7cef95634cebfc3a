import JSON
import SCIM
import Synchronization
import Testing

@testable import Provisioning

@Suite("An operation")
struct OperationTests {
    private static func person(_ userName: String, _ more: JSON.Object = [:]) throws -> Operation {
        var body: JSON.Object = ["userName": .string(userName)]
        for (name, value) in more.members { body[name] = value }
        return Operation(.create(try Resource(parsing: .object(body), as: .user)), .user)
    }

    private static func patch(_ id: String?, _ type: ResourceType, _ operations: JSON) throws -> Operation {
        let body: JSON = ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations]
        return Operation(.patch(try PatchRequest(parsing: body, for: type)), type, id: id)
    }

    private static func shown(_ outcome: Outcome) throws -> JSON {
        try JSON(parsing: try #require(outcome.body))
    }

    @Test("of somebody whom the database does not let in does nothing, whatever it is")
    func stranger() async throws {
        try await TestDirectory.with { directory in
            await #expect(throws: (any Error).self) {
                try await Self.person("nobody").run(for: try directory.caller(isStranger: true))
            }
            let made = try await Self.person("nobody").run(for: try directory.caller())
            #expect(made.status == 201)
        }
    }

    @Test("goes through a person's whole life without a request over HTTP")
    func person() async throws {
        try await TestDirectory.with { directory in
            let hints = Atomic<Int>(0)
            let made = try await Self.person("ada", ["displayName": "Ada"]).run(for: try directory.caller())
            let id = try #require(try Self.shown(made)["id"]?.stringValue)
            #expect(made.location == "https://cp-inst1-acme.example.com/scim/v2/Users/\(id)")
            #expect(made.version == EntityTag(version: 1))

            let found = try await Operation(.find, .user, id: id).run(for: try directory.caller())
            #expect(found.status == 200 && found.body == made.body)

            let left = try await Self.patch(id, .user, [["op": "replace", "path": "active", "value": false]])
                .run(for: try directory.caller { hints.add(1, ordering: .relaxed) })
            #expect(try Self.shown(left)["active"] == false)
            #expect(left.version == EntityTag(version: 2))
            #expect(hints.load(ordering: .relaxed) == 1, "the worker was not told that somebody left")

            let gone = try await Operation(.delete, .user, id: id).run(for: try directory.caller())
            #expect(gone == .deleted)
            await #expect(throws: SCIMError.notFound(.user)) {
                try await Operation(.find, .user, id: id).run(for: try directory.caller())
            }
        }
    }

    @Test("on a group replaces its members only where the body names them")
    func group() async throws {
        try await TestDirectory.with { directory in
            let person = try await Self.person("ada").run(for: try directory.caller())
            let member = try #require(try Self.shown(person)["id"])
            let body: JSON = ["displayName": "Engineers", "members": [["value": member]]]
            let made = try await Operation(.create(try Resource(parsing: body, as: .group)), .group)
                .run(for: try directory.caller())
            let id = try Self.shown(made)["id"]?.stringValue
            func replace(_ body: JSON) async throws -> JSON {
                let wanted = Operation(.replace(try Replacement(parsing: body, as: .group)), .group, id: id)
                return try Self.shown(try await wanted.run(for: try directory.caller()))
            }
            #expect(try await replace(["displayName": "Builders"])["members"]?.arrayValue?.count == 1)
            #expect(try await replace(["displayName": "Builders", "MEMBERS": []])["members"] == nil)
        }
    }

    @Test("is refused in a version that the client does not know, and shows nothing that it has already")
    func preconditions() async throws {
        try await TestDirectory.with { directory in
            let made = try await Self.person("ada").run(for: try directory.caller())
            let id = try Self.shown(made)["id"]?.stringValue
            let stale = Preconditions(ifMatch: #"W/"7""#, ifNoneMatch: nil)
            await #expect(throws: SCIMError.preconditionFailed) {
                try await Operation(.delete, .user, id: id, preconditions: stale).run(for: try directory.caller())
            }
            let known = Preconditions(ifMatch: nil, ifNoneMatch: made.version?.description)
            let same = try await Operation(.find, .user, id: id, preconditions: known).run(for: try directory.caller())
            #expect(same == .notModified(EntityTag(version: 1)))
        }
    }

    @Test("that fails takes back nothing of those before it, nor those behind it", arguments: ["x", nil])
    func severalInTurn(id: String?) async throws {
        try await TestDirectory.with { directory in
            let operations = [
                try Self.person("ada"), try Self.person("ADA"), Operation(.find, .user, id: id),
                try Self.person("grace"),
            ]
            var statuses: [Int] = []
            for operation in operations {
                do {
                    statuses.append(try await operation.run(for: try directory.caller()).status)
                } catch let error as SCIMError {
                    statuses.append(error.status)
                }
            }
            #expect(statuses == [201, 409, 404, 201])
        }
    }
}
