internal import JSON

extension JSON {
    /// Whether the value says that an attribute has none (RFC 7643 section 2.5; providers also send `""` and `{}`).
    var isUnassigned: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .integer, .decimal: false
        }
    }

    /// The one value that two spellings of a name stand for; nil where they contradict each other.
    ///
    /// What is unassigned says nothing beside what is assigned, and what is the same, if need be only in canonical form,
    /// is said once.
    func reconciled(with other: JSON, as attribute: Attribute? = nil) -> JSON? {
        if other.isUnassigned || self == other { return self }
        if isUnassigned { return other }
        guard let attribute, let own = try? attribute.canonicalValue(of: self),
            let others = try? attribute.canonicalValue(of: other), own == others
        else { return nil }
        return self
    }
}

extension [String: JSON] {
    /// Takes in a value that was sent under some spelling of a name.
    ///
    /// - Parameter path: What an error calls it.
    /// - Throws: A 400 `invalidSyntax` where another value was sent under another spelling.
    mutating func take(
        _ value: JSON, for key: String, as attribute: Attribute? = nil, path: String
    ) throws(SCIMError) {
        guard let former = self[key] else { return self[key] = value }
        guard let one = former.reconciled(with: value, as: attribute) else { throw .givenTwice(path) }
        self[key] = one
    }
}

extension [JSON] {
    /// The elements with at most one primary: the last that claims to be (RFC 7643 section 2.4).
    func withOnePrimary() -> [JSON] {
        guard let winner = last(where: \.isPrimary) else { return self }
        return map { $0.isPrimary && $0 != winner ? $0.withoutPrimacy() : $0 }
    }

    /// The elements, each once, where it stood first.
    func withoutDuplicates() -> [JSON] {
        var seen = Set<ElementIdentity>(minimumCapacity: count)
        return filter { seen.insert(ElementIdentity(element: $0)).inserted }
    }
}

extension JSON {
    fileprivate var isPrimary: Bool {
        guard case .object(let members) = self else { return false }
        return members[.primary] == .bool(true)
    }

    fileprivate func withoutPrimacy() -> JSON {
        guard case .object(var members) = self else { return self }
        members[.primary] = .bool(false)
        return .object(members)
    }
}

/// An element hashed by its content, whatever the order of its members.
///
/// An object hashes by its size alone, which would make finding duplicates in a long list quadratic.
private struct ElementIdentity: Hashable {
    let element: JSON

    func hash(into hasher: inout Hasher) {
        guard case .object(let members) = element else { return hasher.combine(element) }
        let digest = members.members.reduce(0) { digest, member in
            var hasher = Hasher()
            hasher.combine(ExactText(member.name))
            hasher.combine(member.value)
            return digest ^ hasher.finalize()
        }
        hasher.combine(digest)
    }
}
