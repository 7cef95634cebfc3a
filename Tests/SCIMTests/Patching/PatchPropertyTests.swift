import JSON
import Testing

@testable import SCIM

@Suite struct PatchPropertyTests {
    @Test("Random changes keep a resource canonical, or are refused", arguments: 1...20 as ClosedRange<UInt64>)
    func canonical(seed: UInt64) throws {
        var numbers = RepeatableNumbers(seed: seed)
        var resource = try user()
        var applied = 0
        for _ in 0..<200 {
            let operations = (0..<Int.random(in: 1...4, using: &numbers)).map { _ in operation(&numbers) }
            do throws(SCIMError) {
                let patch = try PatchRequest(parsing: ["Operations": .array(operations)], for: .user)
                let patched = try patch.apply(to: resource)
                #expect(try patch.apply(to: resource) == patched)
                resource = patched
                applied += 1
            } catch {
                #expect(error.status == 400, "\(error.debugDescription)")
            }
            try expectCanonical(resource)
        }
        #expect(applied > 20)
    }

    /// Canonical is what a body with the same content becomes.
    private func expectCanonical(_ resource: Resource) throws {
        let again = try Resource(parsing: .object(resource.attributes), as: .user)
        #expect(again.changedAttributes(comparedTo: resource) == [])
        #expect(again.attributes.count == resource.attributes.count)
        for case .array(let elements) in resource.attributes.members.map(\.value) {
            #expect(elements.count { $0["primary"] == true } <= 1)
        }
    }

    private func operation(_ numbers: inout RepeatableNumbers) -> JSON {
        var operation: JSON.Object = ["op": .string(numbers.pick(["add", "Replace", "REMOVE"]))]
        if !numbers.once(in: 5) {
            operation.append("path", .string(numbers.pick(Self.paths)))
            operation.append("value", numbers.pick(Self.values))
        } else {
            var members = JSON.Object()
            for _ in 0..<3 { members[numbers.pick(Self.paths)] = numbers.pick(Self.values) }
            operation.append("value", .object(members))
        }
        return .object(operation)
    }

    private static let paths = [
        "title", "userName", "active", "name", "name.givenName", "emails", "emails.value", "emails[type eq \"work\"]",
        "emails[type eq \"work\"].value", "emails[primary eq \"True\"].display", "emails[value eq \"x\"].primary",
        "emails[not (type eq \"home\")].type", "roles", "roles[primary eq true].value", "addresses",
        "addresses[type eq \"other\"].Formatted", "manager", "manager.value", "manager.displayName", "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "password", "photos", "nonsense",
        "x509Certificates",
    ]

    private static let values: [JSON] = [
        .null, "", [], [:], "x", "X", "True", true, false, 7, 1.5, ["value": "x"], ["value": "", "display": "d"],
        ["value": "y", "type": "work", "primary": true], ["value": "x", "primary": "true"], ["display": .null],
        ["type": "work"], [["value": "x"], ["value": "z", "primary": true]], ["x", "y", "x"], ["formatted": "F"],
        ["givenName": "G", "familyName": .null], [["value": "x", "type": "home", "primary": true], "y"],
    ]
}
