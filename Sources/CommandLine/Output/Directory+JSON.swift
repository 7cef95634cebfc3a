internal import Administration
internal import Directory
internal import FoundationEssentials
internal import JSON

// What programs are told of each thing. The names of the members are a promise to scripts.

extension Connection {
    var json: JSON.Object {
        ["id": .string(id.text), "name": .string(name), "status": .string(status.rawValue)]
    }
}

extension ConnectionUse {
    var json: JSON.Object {
        var object = connection.json
        object["liveTokens"] = .integer(Int64(liveTokens))
        object["expiresAt"] = .optional(expiresAt?.text)
        object["lastUsedAt"] = .optional(lastUsedAt?.text)
        return object
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
            "id": .string(token.id.text), "name": .string(token.name), "secret": .string(secret.text),
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
        object["deletedAt"] = .optional(deletedAt?.text)
        object["anonymisedAt"] = .optional(anonymisedAt?.text)
        object["connection"] = .optional(connection)
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
    /// The event.
    ///
    /// - Parameter names: what the ids in it are called.
    func json(_ names: [UUID: String]) -> JSON.Object {
        [
            "position": .integer(position), "occurredAt": .string(occurredAt.text), "kind": .string(kind),
            "actor": ["kind": .string(actorKind), "id": .optional(actorID), "name": .optional(actorName(names))],
            "subject": [
                "kind": .string(subjectKind), "id": .optional(subjectID?.text),
                "name": .optional(subjectName(names)),
            ],
            "request": .optional(requestID), "data": data,
            "oversized": .bool(isOversized),
        ]
    }

    /// What the thing is called that it happened to.
    func subjectName(_ names: [UUID: String]) -> String? { subjectID.flatMap { names[$0] } }

    /// What the actor is called: staff by their account, a connection by its name.
    func actorName(_ names: [UUID: String]) -> String? {
        actorID.map { id in UUID(uuidString: id).flatMap { names[$0] } ?? id }
    }
}

extension JSON {
    /// The text, or null.
    static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
