import JSON
import SCIM
import TestHarness
import Testing

@Suite("What a change leaves alone is still found, and what it changes is found as it is now", .sharedPlatform)
struct ChangedKeysTests {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test("A change makes the keys of what it changes and of nothing else", arguments: ["PATCH", "PUT"])
    func keys(method: String) async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let start: JSON.Object = [
                "userName": "ada", "title": "Countess", "nickName": "Enchantress",
                "name": ["givenName": "Ada", "familyName": "Lovelace"],
                "emails": [["type": "work", "value": "ada@example.com"]],
                .init(Self.enterprise): ["department": "Engines", "employeeNumber": "7"],
            ]
            let created = try await tenant.send("POST", "/Users", .object(start))
            let id = try #require(created.json["id"]?.stringValue)
            var wanted = start
            wanted["title"] = "Programmer"
            wanted["nickName"] = nil
            wanted["emails"] = [["type": "work", "value": "ada@example.org"]]
            wanted[Self.enterprise] = ["department": "Notes", "employeeNumber": "7"]
            let operations: JSON = [
                ["op": "replace", "path": "title", "value": "Programmer"], ["op": "remove", "path": "nickName"],
                ["op": "replace", "path": "emails[type eq \"work\"].value", "value": "ada@example.org"],
                ["op": "replace", "path": .string(Self.enterprise + ":department"), "value": "Notes"],
            ]
            let body: JSON = method == "PUT" ? .object(wanted) : ["Operations": operations]
            #expect(try await tenant.send(method, "/Users/\(id)", body).status == 200)
            for (filter, count) in [
                ("title eq \"programmer\"", 1), ("title eq \"countess\"", 0), ("nickName pr", 0),
                ("name.familyName eq \"lovelace\"", 1), ("emails[value eq \"ada@example.org\"]", 1),
                ("emails[value eq \"ada@example.com\"]", 0), ("emails.type eq \"work\"", 1), ("userName eq \"ADA\"", 1),
                ("department eq \"notes\"", 1), ("department eq \"engines\"", 0), ("employeeNumber eq \"7\"", 1),
            ] {
                let query = filter.replacing(" ", with: "+").replacing("\"", with: "%22")
                let list = try await tenant.resource("/Users?filter=\(query)")
                #expect(list["totalResults"] == .integer(Int64(count)), "\(filter)")
            }
        }
    }
}
