internal import SCIM

extension Condition {
    /// The conditions that all have to hold.
    var conjuncts: [Condition] {
        if case .and(let all) = self { return all }
        return [self]
    }

    /// What is the same for all conditions with the same SQL, where it is one that identity providers send all day; nil
    /// for the others. Each connection to the database keeps the statements of all shapes, so there must be few: one
    /// equality, or two about the same element of a list.
    var shape: String? {
        switch self {
        case .comparison(let reference, .equal, let literal):
            // An identifier that is none makes other SQL.
            if case .text(_, let exact) = literal, exact.asIdentifier == nil, reference.isIdentifier { return nil }
            // The base URL of the tenant is part of the SQL for these.
            guard !["$ref", "location"].contains(reference.subAttribute?.key) else { return nil }
            return "\(reference.path) eq"
        case .anyElement(let list, let element):
            guard element.conjuncts.count <= 2 else { return nil }
            let parts = element.conjuncts.map(\.shape)
            guard !parts.contains(nil) else { return nil }
            return "\(list.path)[\(parts.compactMap(\.self).joined(separator: " and "))]"
        default:
            return nil
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
