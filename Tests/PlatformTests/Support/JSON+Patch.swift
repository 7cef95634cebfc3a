import JSON

extension JSON {
    /// A PATCH of one operation.
    static func patch(_ operation: String, _ path: String?, _ value: JSON?) -> JSON {
        .patch([.operation(operation, path, value)])
    }

    /// A PATCH of these operations.
    static func patch(_ operations: [JSON]) -> JSON {
        ["schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": .array(operations)]
    }

    /// A PATCH that replaces one attribute.
    static func replacing(_ path: String, with value: JSON) -> JSON {
        .patch("replace", path, value)
    }

    /// One operation of a PATCH.
    static func operation(_ operation: String, _ path: String?, _ value: JSON?) -> JSON {
        var members: Object = ["op": .string(operation)]
        members["path"] = path.map(JSON.string)
        members["value"] = value
        return .object(members)
    }

    /// A list of references to people.
    static func members(_ ids: [String]) -> JSON {
        .array(ids.map { ["value": .string($0)] })
    }
}
