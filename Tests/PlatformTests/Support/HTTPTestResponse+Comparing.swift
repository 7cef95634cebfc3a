import JSON
import TestHarness

extension HTTPTestResponse {
    /// Everything that a client sees, but for the date and the number of the request.
    var fingerprint: String {
        let fields = headers.filter { !["date", "x-request-id"].contains($0.name.lowercased()) }
            .map { "\($0.name): \($0.value)" }
        return (["\(status)"] + fields + [text]).joined(separator: "\n")
    }

    /// Whether it is an error as RFC 7644 section 3.12 writes it, with the status that the answer has.
    var isSCIMError: Bool {
        guard let json = try? json, header("Content-Type") == "application/scim+json" else { return false }
        return json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
            && json["status"] == .string("\(status)") && json["detail"]?.stringValue?.isEmpty == false
    }

    /// The `scimType` of an error.
    var scimType: String? { try? json["scimType"]?.stringValue }
}
