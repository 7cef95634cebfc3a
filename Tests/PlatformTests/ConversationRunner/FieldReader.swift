import JSON

/// Takes the members of an object in a data file one by one, so that a misspelt one cannot go unseen.
struct FieldReader {
    private var members: JSON.Object

    init(_ value: JSON?, named name: String) throws {
        guard let members = value?.objectValue else { throw FieldError("\(name) must be an object") }
        self.members = members
    }

    mutating func take(_ name: String) -> JSON? {
        defer { members[name] = nil }
        return members[name]
    }

    mutating func text(_ name: String) throws -> String {
        guard let text = take(name)?.stringValue, !text.isEmpty else { throw FieldError("\(name) must be a text") }
        return text
    }

    mutating func texts(_ name: String) throws -> [(name: String, value: String?)] {
        guard let value = take(name) else { return [] }
        guard let object = value.objectValue else { throw FieldError("\(name) must be an object") }
        return try object.members.map { member in
            guard member.value.isNull || member.value.stringValue != nil else {
                throw FieldError("\(name).\(member.name) must be a text or null")
            }
            return (member.name, member.value.stringValue)
        }
    }

    func finish() throws {
        guard members.isEmpty else { throw FieldError("unknown members: \(members.names.joined(separator: ", "))") }
    }
}

/// What is wrong with a member of a data file.
struct FieldError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
