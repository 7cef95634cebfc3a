internal import Directory
internal import JSON
internal import SCIM

extension Group: StoredResource {
    private static let schemas = Array(#"{"schemas":["\#(Schema.group.id)"]"#.utf8)

    /// The URI of the group below a base URL.
    func location(below baseURL: String) -> String { "\(baseURL)/Groups/\(id.text)" }

    /// The entity tag of this version.
    var entityTag: EntityTag { EntityTag(version: version) }

    var storedBytes: Int { members?.count ?? 0 }

    /// The members are those that were read.
    func json(below baseURL: String, _ projection: Projection) throws -> [UInt8] {
        var writer = ResourceWriter(schemas: Self.schemas, id: id.text, reserving: members?.count ?? 0)
        writer.add("externalId", text: externalID)
        writer.add("displayName", text: displayName)
        writer.add("members", json: members)
        let whole = writer.finish(
            resourceType: "Group", createdAt: createdAt, updatedAt: updatedAt, version: entityTag,
            location: location(below: baseURL))
        return projection.isEverything ? whole : try projection.apply(toText: whole)
    }
}
