import Testing

@testable import SCIM

/// One change and what it makes of a person called joe.
struct PatchCase: Sendable, CustomTestStringConvertible {
    let before: String
    let operations: String
    let after: String

    init(_ before: String, _ operations: String, _ after: String) {
        (self.before, self.operations, self.after) = (before, operations, after)
    }

    var testDescription: String { operations }

    func check() throws {
        let patch = try PatchRequest(parsing: json("{\"Operations\":[\(operations)]}"), for: .user)
        let patched = try patch.apply(to: user(before))
        let expected = try user(after)
        #expect(patched == expected)
        #expect(patched.changedAttributes(comparedTo: expected) == [])
    }
}
