import JSON
import Testing

@testable import SCIM

@Suite("Several spellings of one attribute in a PATCH, and misspelt ones")
struct SpellingTests {
    private static let enterprise = Schema.enterpriseUser.id

    @Test(
        "Beside a value, nothing and the same say nothing more, in whatever order",
        arguments: [
            ["department": .null, "\(enterprise):department": "d"],
            ["\(enterprise):department": "d", "Department": ""],
            ["department": "d", enterprise: ["department": "d"]],
            [enterprise: ["DEPARTMENT": "d"], "department": .null],
            [enterprise: ["department": "d", "Department": .null]],
        ] as [JSON])
    func agreeing(value: JSON) throws {
        let user = Resource(type: .user, canonical: ["userName": "joe"])
        let patched = try Self.patch(value).apply(to: user)
        #expect(patched.attributes == ["userName": "joe", Self.enterprise: ["department": "d"]])
    }

    @Test(
        "Two values are a contradiction",
        arguments: [
            ["department": "c", "\(enterprise):department": "d"], ["department": "c", enterprise: ["department": "d"]],
            ["title": "c", "TITLE": "d"], ["name.givenName": "c", "NAME.givenname": "d"],
        ] as [JSON])
    func contradicting(value: JSON) {
        let error = #expect(throws: SCIMError.self) { try Self.patch(value) }
        #expect(error?.kind == .invalidSyntax && error?.detail.contains("given twice") == true)
    }

    @Test(
        "A name that nobody knows is named, with the one that is nearest",
        arguments: [
            ("actve", "\"actve\"; did you mean active?"), ("emials[type eq \"work\"].value", "did you mean emails?"),
            ("nonsense", "\"nonsense\". See"),
        ])
    func misspelt(path: String, hint: String) {
        let body: JSON = ["Operations": [["op": "replace", "path": .string(path), "value": "x"]]]
        let error = #expect(throws: SCIMError.self) { try PatchRequest(parsing: body, for: .user) }
        #expect(error?.kind == .invalidPath && error?.detail.contains(hint) == true, "\(error?.detail ?? "")")
        #expect(error?.detail.contains("work") == false, "what a filter holds is nobody's business")
    }

    private static func patch(_ value: JSON) throws -> PatchRequest {
        try PatchRequest(parsing: ["Operations": [["op": "replace", "value": value]]], for: .user)
    }
}
