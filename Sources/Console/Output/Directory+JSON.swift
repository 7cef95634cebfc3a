internal import Administration
internal import Directory
internal import FoundationEssentials
internal import JSON

// What programs are told of each thing. The names of the members are a promise to scripts.

extension Tenant {
    /// What onboarding answers.
    func json(_ address: PublicAddress) -> JSON.Object {
        [
            "id": .string(id.text), "instance": .integer(Int64(instance)), "client": .string(client),
            "status": .string(status.rawValue), "hostname": .string(hostname.text),
            "scimBaseURL": .string(address.scimBaseURL(of: hostname)),
        ]
    }

    /// The same, and what time has added.
    func details(_ address: PublicAddress) -> JSON.Object {
        var object = json(address)
        object["createdAt"] = .string(createdAt.text)
        return object
    }
}

extension Connection {
    var json: JSON.Object {
        ["id": .string(id.text), "name": .string(name), "status": .string(status.rawValue)]
    }
}

extension Token {
    var json: JSON.Object {
        [
            "id": .string(id.text), "name": .string(name), "connection": .string(connection),
            "status": .string(status.rawValue), "createdAt": .string(createdAt.text),
            "expiresAt": .string(expiresAt.text), "revokedAt": .optional(revokedAt?.text),
            "lastUsedAt": .optional(lastUsedAt?.text),
        ]
    }
}

extension IssuedToken {
    var json: JSON.Object {
        [
            "id": .string(token.id.text), "name": .string(token.name), "token": .string(secret.text),
            "expiresAt": .string(token.expiresAt.text), "connection": .string(token.connection),
        ]
    }
}

extension UserSummary {
    var json: JSON.Object {
        [
            "id": .string(id.text), "userName": .string(userName), "displayName": .optional(displayName),
            "active": .bool(status.isActive), "status": .string(status.rawValue), "role": .optional(role?.rawValue),
            "createdAt": .string(createdAt.text), "updatedAt": .string(updatedAt.text),
        ]
    }
}

extension UserDetails {
    var json: JSON.Object {
        var object = summary.json
        object["setUpAt"] = .optional(setUpAt?.text)
        object["deactivatedAt"] = .optional(deactivatedAt?.text)
        object["externalIds"] = externalIDs
        object["groups"] = groups
        object["attributes"] = document
        return object
    }
}

extension GroupSummary {
    var json: JSON.Object {
        [
            "id": .string(id.text), "displayName": .string(displayName), "connection": .optional(connection),
            "members": .integer(Int64(members)), "createdAt": .string(createdAt.text),
            "updatedAt": .string(updatedAt.text),
        ]
    }
}

extension Event {
    var json: JSON.Object {
        [
            "position": .integer(position), "occurredAt": .string(occurredAt.text), "kind": .string(kind),
            "actor": ["kind": .string(actorKind), "id": .optional(actorID)],
            "subject": ["kind": .string(subjectKind), "id": .optional(subjectID?.text)],
            "requestId": .optional(requestID), "data": data, "oversized": .bool(isOversized),
        ]
    }
}

extension JSON {
    /// The text, or null.
    static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
