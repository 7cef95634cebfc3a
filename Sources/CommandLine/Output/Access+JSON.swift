internal import Administration
internal import Directory
internal import FoundationEssentials
internal import JSON

// What programs are told of what people hold. The names of the members are a promise to scripts.

extension Environment {
    /// What creating it answers.
    var json: JSON.Object { ["id": .string(id.text), "name": .string(name)] }

    /// The same, with the groups that it belongs to.
    var details: JSON.Object {
        var object = json
        object["isRestricted"] = .bool(isRestricted)
        object["groups"] = .array(groups.map { .string($0.text) })
        return object
    }
}

extension Key {
    var json: JSON.Object {
        [
            "id": .string(id.text), "user": .string(user.text), "kind": .string(kind.rawValue),
            "environment": .optional(environment), "createdAt": .string(createdAt.text),
            "expiresAt": .optional(expiresAt?.text), "revokedAt": .optional(revokedAt?.text),
        ]
    }
}

extension IssuedKey {
    var json: JSON.Object {
        [
            "id": .string(key.id.text), "secret": .string(secret.text), "kind": .string(key.kind.rawValue),
            "environment": .optional(key.environment), "expiresAt": .optional(key.expiresAt?.text),
        ]
    }
}

extension SecretCheck {
    var json: JSON.Object {
        [
            "active": .bool(refusal == nil), "reason": .optional(refusal?.rawValue),
            "id": .optional(standing?.id.text), "type": .optional(standing?.tokenType),
            "user": .optional(standing?.user.text), "userName": .optional(introspection?.userName),
            "role": .optional(introspection?.role.rawValue), "environment": .optional(introspection?.environment),
        ]
    }
}

extension Session {
    var json: JSON.Object {
        [
            "id": .string(id.text), "user": .string(user.text), "openedAt": .string(openedAt.text),
            "expiresAt": .string(expiresAt.text), "endedAt": .optional(endedAt?.text),
        ]
    }
}

extension OpenedSession {
    var json: JSON.Object { ["id": .string(session.id.text), "secret": .string(secret.text)] }
}

extension APIClient {
    var json: JSON.Object {
        [
            "id": .string(id.text), "name": .string(name), "createdAt": .string(createdAt.text),
            "revokedAt": .optional(revokedAt?.text),
        ]
    }
}

extension RegisteredClient {
    var json: JSON.Object { ["id": .string(id.text), "secret": .string(secret.text)] }
}

extension Membership {
    var json: JSON.Object {
        [
            "user": .string(user.text), "userName": .string(userName), "role": .string(role.rawValue),
            "status": .string(status.rawValue), "deletedAt": .optional(deletedAt?.text),
        ]
    }
}

extension UserStanding {
    var json: JSON.Object {
        [
            "id": .string(id.text), "status": .string(status.rawValue), "deletedAt": .optional(deletedAt?.text),
            "anonymisedAt": .optional(anonymisedAt?.text),
        ]
    }
}

extension OffboardingReport {
    var json: JSON.Object {
        [
            "user": .string(user.text), "generation": .integer(generation),
            "isDeletion": .bool(isDeletion), "request": .optional(requestID), "hold": .optional(hold?.text),
            "deactivatedAt": .string(deactivatedAt.text), "completedAt": .optional(completedAt?.text),
            "undoneAt": .optional(undoneAt?.text),
            "effects": .array(steps.map { .object($0.json) }),
        ]
    }
}

extension OffboardingReport.Step {
    fileprivate var json: JSON.Object {
        [
            "effect": .string(effect), "state": .string(state), "attempts": .integer(Int64(attempts)),
            "count": count.map(JSON.integer) ?? .null, "lastError": .optional(lastError),
            "finishedAt": .optional(finishedAt?.text),
        ]
    }
}
