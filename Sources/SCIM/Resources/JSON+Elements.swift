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
        return members["primary"] == .bool(true)
    }

    fileprivate func withoutPrimacy() -> JSON {
        guard case .object(var members) = self else { return self }
        members["primary"] = .bool(false)
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
