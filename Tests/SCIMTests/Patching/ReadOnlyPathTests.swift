import JSON
import Testing

@testable import SCIM

@Suite("What a PATCH says with a path about what clients cannot change")
struct ReadOnlyPathTests {
    private static let shown: JSON.Object = [
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "7", "userName": "joe",
        "groups": [["value": "g", "display": "Team", "type": "direct"]],
        "meta": ["resourceType": "User", "created": "2011-05-13T04:42:34Z", "version": "W/\"1\""],
    ]

    @Test(
        "Where it is so already it is passed over",
        arguments: [
            ("replace", "id", "7"), ("add", "ID", "7"), ("replace", "meta.version", "W/\"1\""),
            ("add", "urn:ietf:params:scim:schemas:core:2.0:User:id", "7"),
            ("replace", "meta", ["resourceType": "User", "location": .null]),
            ("replace", "meta.created", "2011-05-13T06:42:34+02:00"), ("remove", "meta.location", .null),
            ("add", "groups", [["value": "g"]]), ("replace", "groups", [["value": "g", "display": "team"]]),
            ("remove", "groups[value eq \"x\"]", .null), ("replace", "groups[value eq \"g\"].display", "Team"),
            ("add", "schemas", ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]),
            ("replace", "schemas", ["urn:ietf:params:scim:schemas:core:2.0:User"]), ("add", "groups", []),
        ] as [(String, String, JSON)])
    func unchanged(action: String, path: String, value: JSON) throws {
        let patch = try Self.patch(action, path, value)
        try patch.checkReadOnly { Self.shown }
        let user = Resource(type: .user, canonical: ["userName": "joe"])
        #expect(try patch.apply(to: user).attributes == ["userName": "joe", "title": "x"], "the rest is done")
    }

    @Test(
        "Where it would change, the whole is a 400 mutability",
        arguments: [
            ("replace", "id", "8"), ("add", "id", "8"), ("remove", "id", .null), ("replace", "id", .null),
            ("replace", "meta.version", "W/\"2\""), ("replace", "meta", ["resourceType": "Group"]),
            ("remove", "meta", .null), ("add", "groups", [["value": "x"]]), ("replace", "groups", []),
            ("replace", "groups", [["value": "g"], ["value": "x"]]), ("remove", "groups", .null),
            ("remove", "groups", [["value": "g"]]), ("remove", "groups[value eq \"g\"]", .null),
            ("replace", "groups[value eq \"x\"].display", "Team"), ("replace", "groups.display", "Crew"),
            ("add", "schemas", ["urn:x"]), ("remove", "schemas", .null),
        ] as [(String, String, JSON)])
    func changed(action: String, path: String, value: JSON) throws {
        let patch = try Self.patch(action, path, value)
        let error = #expect(throws: SCIMError.self) { try patch.checkReadOnly { Self.shown } }
        #expect(error?.status == 400 && error?.kind == .mutability)
    }

    @Test("Who says nothing of the kind does not have the resource looked at")
    func unasked() throws {
        let patch = try PatchRequest(
            parsing: ["Operations": [["op": "replace", "path": "title", "value": "x"]]], for: .user)
        try patch.checkReadOnly {
            Issue.record("there is nothing to compare")
            return [:]
        }
    }

    private static func patch(_ action: String, _ path: String, _ value: JSON) throws -> PatchRequest {
        let claim: JSON = ["op": .string(action), "path": .string(path), "value": value]
        let change: JSON = ["op": "replace", "path": "title", "value": "x"]
        return try PatchRequest(parsing: ["Operations": [claim, change]], for: .user)
    }
}
