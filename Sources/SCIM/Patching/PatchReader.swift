internal import JSON

/// Turns the body of a PATCH into changes that each have a path.
struct PatchReader {
    private let type: ResourceType
    private(set) var operations: [PatchOperation] = []
    /// What operations say with a path about attributes that clients cannot change.
    private(set) var claims: [PatchOperation] = []
    /// Where the change of an attribute stands that the value without a path, which is being read, has named already.
    private var places: [String: Int] = [:]

    init(type: ResourceType) {
        self.type = type
    }

    /// Reads the whole body. What stands in `schemas` does not matter: some providers leave it out.
    mutating func read(_ body: JSON) throws(SCIMError) {
        guard case .array(let sent)? = try Self.members(of: body)["operations"] else {
            throw .badRequest(.invalidSyntax, "The body must be an object with a list called Operations.")
        }
        guard !sent.isEmpty else {
            throw .badRequest(.invalidSyntax, "Operations is empty. Send at least one operation.")
        }
        guard sent.count <= Limits.patchOperations else { throw Self.tooManyOperations }
        for operation in sent { try readOperation(try Self.members(of: operation)) }
    }

    private mutating func readOperation(_ members: [String: JSON]) throws(SCIMError) {
        guard let action = members["op"]?.stringValue.flatMap({ PatchOperation.Action(rawValue: $0.foldedName) })
        else { throw .badRequest(.invalidSyntax, "op must be add, replace or remove.") }
        let value = members["value"]
        guard action == .remove || value != nil else {
            throw .badRequest(.invalidValue, "An operation \(action.rawValue) needs a value.")
        }
        switch try target(of: members["path"]) {
        case .attribute(let path) where path.isReadOnly: claims.append(PatchOperation(action, path, value: value))
        case .attribute(let path): try append(action, path, value)
        case .schema(let schema):
            places = [:]
            try readWithoutAttribute(action, value, in: schema)
        }
    }

    private mutating func readWithoutAttribute(
        _ action: PatchOperation.Action, _ value: JSON?, in schema: Schema?
    ) throws(SCIMError) {
        guard action == .remove else { return try readMembers(of: value ?? .null, in: schema, action) }
        guard let schema else {
            throw .badRequest(.noTarget, "An operation remove needs a path that says what to remove.")
        }
        try removeAll(of: schema)
    }

    /// What a path names; the core schema when there is none, or an empty one.
    private func target(of path: JSON?) throws(SCIMError) -> PatchTarget {
        guard let path, !path.isUnassigned else { return .schema(nil) }
        guard case .string(let text) = path else { throw .badRequest(.invalidPath, "path must be a string.") }
        guard let target = try PatchTarget.parsing(text, for: type) else {
            throw .badRequest(
                .invalidPath, "A \(type.name) has no attribute \(type.unknownName(in: text)). See /Schemas.")
        }
        return target
    }

    /// Makes one change for each attribute that a value names, in any schema or in the one below whose URI it stands.
    private mutating func readMembers(
        of value: JSON, in schema: Schema?, _ action: PatchOperation.Action
    ) throws(SCIMError) {
        if let schema, value.isUnassigned { return try removeAll(of: schema) }
        guard case .object(let members) = value else {
            throw .badRequest(.invalidValue, "The value of an operation without a path must be an object.")
        }
        for (name, value) in members.members {
            switch try memberTarget(named: name, in: schema) {
            case .attribute(let path)? where path.isReadOnly: continue
            case .attribute(let path)?:
                try append(action, path, value, merging: true)
            // The URI of a schema is not looked for inside another schema's object.
            case .schema(let named)? where schema == nil: try readMembers(of: value, in: named ?? type.schema, action)
            case .schema?, nil: continue
            }
        }
    }

    /// What a key names; nil for an unknown attribute.
    private func memberTarget(named name: String, in schema: Schema?) throws(SCIMError) -> PatchTarget? {
        if name.utf8.contains(UInt8(ascii: "[")) { return try elementTarget(named: name, in: schema) }
        let isExtension = schema.map { $0 != type.schema } ?? false
        guard let location = isExtension ? schema?.location(of: name) : type.location(named: name) else { return nil }
        return AttributeReference(location).map { .attribute(PatchPath($0)) } ?? .schema(location.extensionSchema)
    }

    private func elementTarget(named name: String, in schema: Schema?) throws(SCIMError) -> PatchTarget? {
        try PatchTarget.parsing(schema.map { "\($0.id):\(name)" } ?? name, for: type)
    }

    /// Unassigns an extension. The core schema cannot go; without a value it asks for nothing.
    private mutating func removeAll(of schema: Schema) throws(SCIMError) {
        guard schema != type.schema else { return }
        for attribute in schema.attributes where attribute.isKept {
            try append(.remove, PatchPath(AttributeReference(attribute, extensionID: schema.id)), nil)
        }
    }

    /// - Parameter merging: whether the attribute may have been named by another spelling in the same value.
    private mutating func append(
        _ action: PatchOperation.Action, _ path: PatchPath, _ value: JSON?, merging: Bool = false
    ) throws(SCIMError) {
        if merging, path.filter == nil {
            if let place = places[path.reference.path] { return try merge(value ?? .null, into: place) }
            places[path.reference.path] = operations.count
        }
        // A value without a path can hold any number of keys, each of which is as much work as an operation.
        guard operations.count < Limits.patchOperations else { throw Self.tooManyOperations }
        operations.append(PatchOperation(action, path, value: value))
    }

    private mutating func merge(_ value: JSON, into place: Int) throws(SCIMError) {
        let former = operations[place]
        let reference = former.path.reference
        guard let one = (former.value ?? .null).reconciled(with: value, as: reference.target) else {
            throw .givenTwice(reference.path)
        }
        operations[place] = PatchOperation(former.action, former.path, value: one)
    }

    /// The members of an object of the message, by their names in lower case.
    private static func members(of message: JSON) throws(SCIMError) -> [String: JSON] {
        guard case .object(let object) = message else {
            throw .badRequest(.invalidSyntax, "The body and each operation must be objects.")
        }
        var members: [String: JSON] = [:]
        for (name, value) in object.members {
            let former = members.updateValue(value, forKey: name.foldedName)
            if former != nil { throw .givenTwice("A member of the message") }
        }
        return members
    }

    private static let tooManyOperations = SCIMError(
        status: 413,
        detail: "A PATCH may make at most \(Limits.patchOperations) changes. Send them in several requests.")
}

extension PatchPath {
    /// Whether clients may not change what the path names.
    fileprivate var isReadOnly: Bool {
        reference.attribute.mutability == .readOnly || reference.target.mutability == .readOnly
    }
}
