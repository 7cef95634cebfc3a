internal import JSON

/// Sorts the members of a body to the attributes they stand for, and then brings each attribute into canonical form.
struct BodyReader {
    private let type: ResourceType
    /// What was sent for each attribute of the core schema, below the attribute's own name.
    private var core = JSON.Object()
    /// The same for each extension, below its URI.
    private var extensions: [String: JSON.Object] = [:]

    init(type: ResourceType) {
        self.type = type
    }

    /// Takes in the members of a body. Those that name a part of an attribute come last, to be put into the rest of it.
    mutating func read(_ members: JSON.Object) throws(SCIMError) {
        var parts: [(location: AttributeLocation, value: JSON)] = []
        for (name, value) in members.members {
            guard let location = type.location(named: name) else { continue }
            if location.attribute == nil {
                try readSchema(location, value: value, parts: &parts)
            } else if location.subAttribute != nil {
                parts.append((location, value))
            } else {
                try assign(value, to: location)
            }
        }
        for part in parts { try assign(part.value, to: part.location) }
    }

    /// All attributes that have a value, in canonical form.
    func canonicalAttributes() throws(SCIMError) -> JSON.Object {
        var attributes = try canonical(core) { name in type.coreAttribute(named: name) }
        for schema in type.extensions {
            guard let sent = extensions[schema.id] else { continue }
            let members = try canonical(sent) { name in schema.attribute(named: name) }
            if !members.isEmpty { attributes.append(schema.id, .object(members)) }
        }
        return attributes
    }

    private mutating func readSchema(
        _ location: AttributeLocation, value: JSON, parts: inout [(location: AttributeLocation, value: JSON)]
    ) throws(SCIMError) {
        guard !value.isUnassigned else { return }
        guard case .object(let members) = value else {
            throw .badRequest(.invalidValue, "\(location.path) must be an object.")
        }
        let schema = location.extensionSchema ?? type.schema
        for (name, value) in members.members {
            guard
                let place = AttributeLocation(path: name, in: location.extensionSchema, find: schema.attribute(named:))
            else { continue }
            if place.subAttribute != nil { parts.append((place, value)) } else { try assign(value, to: place) }
        }
    }

    private mutating func assign(_ value: JSON, to location: AttributeLocation) throws(SCIMError) {
        guard let attribute = location.attribute, attribute.isKept else { return }
        let sent = self[location]?[attribute.name]
        guard let part = location.subAttribute else {
            guard let one = (sent ?? value).reconciled(with: value, as: attribute) else {
                throw .givenTwice(location.path)
            }
            self[location, default: JSON.Object()][attribute.name] = one
            return
        }
        var parts = try self.parts(of: sent, at: location)
        let spellings = parts.members.filter { part.key == $0.name.foldedName }
        var one = value
        for former in spellings {
            guard let reconciled = former.value.reconciled(with: one, as: part) else {
                throw .givenTwice(location.path)
            }
            one = reconciled
            parts[former.name] = nil
        }
        parts[part.name] = one
        self[location, default: JSON.Object()][attribute.name] = .object(parts)
    }

    /// What was sent for an attribute, as an object to which one more part can be added.
    private func parts(of sent: JSON?, at location: AttributeLocation) throws(SCIMError) -> JSON.Object {
        guard let sent, !sent.isUnassigned else { return JSON.Object() }
        guard case .object(let parts) = sent else { throw .givenTwice(location.path) }
        return parts
    }

    private func canonical(
        _ sent: JSON.Object, find: (String) -> Attribute?
    ) throws(SCIMError) -> JSON.Object {
        var attributes = JSON.Object()
        for (name, value) in sent.members {
            guard let value = try find(name)?.canonicalValue(of: value) else { continue }
            attributes.append(name, value)
        }
        return attributes
    }

    private subscript(location: AttributeLocation) -> JSON.Object? {
        guard let schema = location.extensionSchema else { return core }
        return extensions[schema.id]
    }

    private subscript(location: AttributeLocation, default empty: JSON.Object) -> JSON.Object {
        get { self[location] ?? empty }
        set {
            guard let schema = location.extensionSchema else { return core = newValue }
            extensions[schema.id] = newValue
        }
    }
}
