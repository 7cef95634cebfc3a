internal import Directory
internal import JSON
internal import SCIM

extension User {
    /// The URI of the person below a base URL.
    func location(below baseURL: String) -> String { "\(baseURL)/Users/\(id.text)" }

    /// The entity tag of what the person shows: their own version, and that of their groups.
    var entityTag: EntityTag { EntityTag(version: version, groupingVersion: groupingVersion) }

    /// The whole resource as JSON text.
    func json(below baseURL: String) -> [UInt8] {
        // The stored document is {"schemas":[…], and the rest; no URI of a schema holds a bracket.
        let rest = document.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? document.endIndex
        var writer = ResourceWriter(schemas: document[..<rest], id: id.text, reserving: document.count)
        writer.add("externalId", text: externalID)
        writer.add(members: document[rest...].dropLast())
        writer.add("active", status.isActive)
        writer.add("groups", json: groups)
        return writer.finish(
            resourceType: "User", createdAt: createdAt, updatedAt: updatedAt, version: entityTag,
            location: location(below: baseURL))
    }

    /// The whole resource as a client gets it.
    func shown(below baseURL: String) throws -> JSON.Object {
        try JSON(parsing: json(below: baseURL), limits: .stored).objectValue ?? [:]
    }

    func json(below baseURL: String, _ projection: Projection) throws -> [UInt8] {
        // Nobody is shown as if they were in no group.
        guard !hasTooManyGroups || !projection.includes(attributeNamed: "groups") else { throw SCIMError.tooManyGroups }
        let whole = json(below: baseURL)
        return projection.isEverything ? whole : try projection.apply(toText: whole)
    }
}

extension User: StoredResource {
    var storedBytes: Int { document.count + (groups?.count ?? 0) }
}

extension Projection {
    /// The asked part of a resource that is JSON text already.
    func apply(toText whole: [UInt8]) throws -> [UInt8] {
        let object = try JSON(parsing: whole, limits: .stored).objectValue ?? [:]
        return JSON.object(apply(to: object)).serialized()
    }
}
