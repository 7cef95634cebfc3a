// text of this file: the names that are compared are those of our own schemas.
internal import SCIM

extension Condition {
    /// The conditions that all have to hold.
    var conjuncts: [Condition] {
        if case .and(let all) = self { return all }
        return [self]
    }

    /// What is the same for all conditions with the same SQL, where it is one that identity providers send all day; nil
    /// for the others. Each connection to the database keeps the statements of all shapes, so there must be few: one
    /// equality, two about the same element of a list, or two identifiers, which is how it is asked whether somebody is
    /// in a group.
    var shape: String? {
        switch self {
        case .comparison(let reference, .equal, let literal):
            // An identifier that is none makes other SQL.
            if case .text(_, let exact) = literal, exact.asIdentifier == nil, reference.isIdentifier { return nil }
            // The base URL of the tenant is part of the SQL for these.
            guard !["$ref", "location"].contains(reference.subAttribute?.key) else { return nil }
            return "\(reference.path) eq"
        case .anyElement(let list, let element):
            return Self.shape(of: element.conjuncts).map { "\(list.path)[\($0)]" }
        case .and(let all):
            return all.allSatisfy(\.isAboutIdentifier) ? Self.shape(of: all) : nil
        default:
            return nil
        }
    }

    private static func shape(of conditions: [Condition]) -> String? {
        let parts = conditions.compactMap(\.shape)
        guard conditions.count <= 2, parts.count == conditions.count else { return nil }
        return parts.joined(separator: " and ")
    }

    private var isAboutIdentifier: Bool {
        switch self {
        case .comparison(let reference, .equal, _): reference.isIdentifier
        case .anyElement(_, let element): element.isAboutIdentifier
        default: false
        }
    }
}

extension AttributeReference {
    /// Whether the value is an identifier that this service gave out, in `id` or in the lists that are kept in rows.
    var isIdentifier: Bool {
        guard extensionID == nil else { return false }
        return attribute.key == "id" || ["members", "groups"].contains(attribute.key) && elementKey == "value"
    }
}
