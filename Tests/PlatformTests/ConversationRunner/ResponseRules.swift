import JSON
import TestHarness

/// What holds for every answer of the server, whoever asks (IDP rule 8 and RFC 7644 section 3.12).
struct ResponseRules {
    let response: HTTPTestResponse

    /// The rules that the answer breaks.
    var violations: [String] {
        let status = response.status
        guard status != 204, status != 304 else {
            return response.body.isEmpty ? [] : ["\(status) must not have content"]
        }
        guard let body = try? response.json else { return ["the content is not JSON"] }
        var violations: [String] = []
        if response.header("Content-Type") != "application/scim+json" {
            violations.append("Content-Type is \(response.header("Content-Type") ?? "missing")")
        }
        if body.holdsNull { violations.append("a null is sent") }
        if body.holdsMember(named: "password") { violations.append("a password is sent") }
        if status >= 400 { violations += errorViolations(body) }
        if let version = body.value(at: "/meta/version"), version.stringValue != response.header("ETag") {
            violations.append("ETag is not meta.version")
        }
        return violations
    }

    private func errorViolations(_ body: JSON) -> [String] {
        var violations: [String] = []
        if body["schemas"] != ["urn:ietf:params:scim:api:messages:2.0:Error"] {
            violations.append("an error has the schema of errors")
        }
        if body["status"] != .string(String(response.status)) {
            violations.append("the status of an error is the status as a text")
        }
        if body["detail"]?.stringValue?.isEmpty ?? true { violations.append("an error has a detail") }
        if response.status == 401, response.header("WWW-Authenticate") == nil {
            violations.append("401 needs WWW-Authenticate")
        }
        return violations
    }
}

extension JSON {
    fileprivate var holdsNull: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.contains(where: \.holdsNull)
        case .object(let members): members.members.contains { $0.value.holdsNull }
        default: false
        }
    }

    fileprivate func holdsMember(named name: String) -> Bool {
        switch self {
        case .array(let elements): elements.contains { $0.holdsMember(named: name) }
        case .object(let members):
            members.members.contains { $0.name.lowercased() == name || $0.value.holdsMember(named: name) }
        default: false
        }
    }
}
