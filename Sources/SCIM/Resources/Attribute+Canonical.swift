public import JSON

extension Attribute {
    /// The value as this service keeps it, or nil when it leaves the attribute unassigned (RFC 7643 section 2.5).
    ///
    /// Tolerant where the meaning is plain: a single value for a list, text for a boolean or an integer, a number for
    /// text, a plain string for a complex value that has a `value`. Text itself is kept exactly as it was sent. Of a
    /// multi-valued attribute this takes and returns the whole list, without duplicates and with one primary at most.
    /// A value for a read-only or write-only attribute counts as unassigned: it is never kept.
    ///
    /// - Parameters:
    ///   - value: What the client sent.
    ///   - path: What an error calls the attribute; its own name if left out.
    /// - Throws: A 400 `invalidValue` for a value of the wrong type or too long, `invalidSyntax` for a name given twice.
    public func canonicalValue(of value: JSON, path: String? = nil) throws(SCIMError) -> JSON? {
        guard isKept, !isUnassigned(by: value) else { return nil }
        let path = path ?? name
        guard isMultiValued else { return try canonicalSingle(of: value, path: path) }
        return try canonicalList(of: value, path: path)
    }

    /// One element of a multi-valued attribute as this service keeps it, or nil when it holds nothing.
    ///
    /// - Parameters:
    ///   - value: What the client sent as the element.
    ///   - path: What an error calls the attribute; its own name if left out.
    /// - Throws: As ``canonicalValue(of:path:)``.
    public func canonicalElement(of value: JSON, path: String? = nil) throws(SCIMError) -> JSON? {
        guard isKept, !isUnassigned(by: value) else { return nil }
        let path = path ?? name
        guard kind == .complex else { return try canonicalScalar(of: unwrapped(value), path: path) }
        return try canonicalComplex(of: value, path: path)
    }

    /// Whether a client's value for the attribute is kept at all.
    var isKept: Bool { mutability != .readOnly && mutability != .writeOnly }

    /// Whether a value says that the attribute has none. An empty object does so only where an object could stand: as
    /// the value of anything else it is of the wrong type.
    func isUnassigned(by value: JSON) -> Bool {
        if case .object = value, kind != .complex { return false }
        return value.isUnassigned
    }

    private func canonicalList(of value: JSON, path: String) throws(SCIMError) -> JSON? {
        let sent = if case .array(let elements) = value { elements } else { [value] }
        guard sent.count <= Limits.membersPerRequest else { throw .tooManyElements(path) }
        var elements: [JSON] = []
        for element in sent {
            if let element = try canonicalElement(of: element, path: path) { elements.append(element) }
        }
        elements = elements.withOnePrimary().withoutDuplicates()
        return elements.isEmpty ? nil : .array(elements)
    }

    private func canonicalSingle(of value: JSON, path: String) throws(SCIMError) -> JSON? {
        guard kind == .complex else { return try canonicalScalar(of: value, path: path) }
        guard case .array(let elements) = value else { return try canonicalComplex(of: value, path: path) }
        // Entra ID sends a manager as a list of one. Of more it would be unknown which is meant.
        guard elements.count <= 1 else { throw wrongType(path) }
        guard let first = elements.first, !first.isUnassigned else { return nil }
        return try canonicalComplex(of: first, path: path)
    }

    private func canonicalComplex(of value: JSON, path: String) throws(SCIMError) -> JSON? {
        switch value {
        case .object(let members):
            return try canonicalParts(of: members, path: path)
        case .string, .integer, .decimal:
            guard let part = part(.value) else { throw wrongType(path) }
            guard let value = try part.canonicalValue(of: value, path: "\(path).value") else { return nil }
            return .object([part.name: value])
        default:
            throw wrongType(path)
        }
    }

    private func canonicalParts(of members: JSON.Object, path: String) throws(SCIMError) -> JSON? {
        var sent: [(part: Attribute, value: JSON)] = []
        for (name, value) in members.members {
            guard let part = subAttribute(named: name) else { continue }
            guard let index = sent.firstIndex(where: { $0.part.key == part.key }) else {
                sent.append((part, value))
                continue
            }
            guard let one = sent[index].value.reconciled(with: value, as: part) else {
                throw .givenTwice("\(path).\(part.name)")
            }
            sent[index].value = one
        }
        var parts = JSON.Object()
        for (part, value) in sent {
            guard let value = try part.canonicalValue(of: value, path: "\(path).\(part.name)") else { continue }
            parts.append(part.name, value)
        }
        // Whoever sends {"type": "work", "value": null} has no such value: the type alone means nothing.
        guard parts[.value] != nil || !sent.contains(where: { $0.part.standardPart == .value }) else { return nil }
        return parts.isEmpty ? nil : .object(parts)
    }

    /// The `value` of an object that stands where a plain value belongs.
    private func unwrapped(_ element: JSON) -> JSON {
        guard case .object(let members) = element else { return element }
        return members.members.first { StandardPart(named: $0.name) == .value }?.value ?? element
    }
}
