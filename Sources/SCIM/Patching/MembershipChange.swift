public import JSON

/// A change of who is in a group. Ids are exactly as they were sent, each once.
public enum MembershipChange: Sendable, Hashable {
    /// These come in; those who are in already stay as they are.
    case add([String])
    /// These go; it does not matter whether they were in.
    case remove([String])
    /// These are in, and nobody else.
    case replace([String])
    /// Everybody goes.
    case removeAll

    /// The ids in the value of a `members` attribute, from POST, PUT or PATCH, each once.
    ///
    /// A list of objects with a `value`, one such object, plain strings: providers send all of these. What is empty
    /// names nobody.
    ///
    /// - Throws: A 400 `invalidValue` for an element without an id; a 413 above ``Limits/membersPerRequest``.
    public static func ids(from value: JSON) throws(SCIMError) -> [String] {
        let elements = value.arrayValue ?? [value]
        guard elements.count <= Limits.membersPerRequest else { throw .tooManyElements("members") }
        var seen: Set<ExactText> = []
        var ids: [String] = []
        for element in elements {
            guard let id = try id(of: element), seen.insert(ExactText(id)).inserted else { continue }
            ids.append(id)
        }
        return ids
    }

    /// How many people the change names.
    var count: Int {
        switch self {
        case .add(let ids), .remove(let ids), .replace(let ids): ids.count
        case .removeAll: 0
        }
    }

    private static func id(of element: JSON) throws(SCIMError) -> String? {
        switch element {
        case _ where element.isUnassigned: return nil
        case .string(let id): return id
        case .object(let members):
            var sent: [String: JSON] = [:]
            for (name, value) in members.members where StandardPart(named: name) == .value {
                try sent.take(value, for: name.foldedName, path: "members.value")
            }
            guard let value = sent.values.first else { break }
            if case .object = value { break }
            return value.isUnassigned ? nil : try text(value)
        default: break
        }
        throw missingID
    }

    private static func text(_ value: JSON) throws(SCIMError) -> String {
        switch value {
        case .string(let id): return id
        case .integer(let number): return String(number)
        default: throw missingID
        }
    }

    private static let missingID = SCIMError.badRequest(
        .invalidValue, "Each element of members must be an object whose value is the id of a person.")
}
