internal import Directory
internal import JSON
internal import SCIM

extension Group: StoredResource {
    private static let schemas = Array(#"{"schemas":["\#(Schema.group.id)"]"#.utf8)

    /// The URI of the group below a base URL.
    func location(below baseURL: String) -> String { "\(baseURL)/Groups/\(id.text)" }

    /// The entity tag of this version.
    var entityTag: EntityTag { EntityTag(version: version) }

    /// What the members take in an answer, about.
    var storedBytes: Int { (members?.count ?? 0) * 4 * MemberList.identifierBytes }

    /// The resource without its members, as a client gets it.
    func shownWithoutMembers(below baseURL: String) throws -> JSON.Object {
        let whole = Projection(.group)
        return try JSON(parsing: json(below: baseURL, whole, members: nil)).objectValue ?? [:]
    }

    /// The members are those that were read. They are written once, and never parsed: they may be very many.
    func json(below baseURL: String, _ projection: Projection) throws -> [UInt8] {
        try json(below: baseURL, projection, members: members.flatMap { MemberWriter($0, below: baseURL, projection) })
    }

    private func json(
        below baseURL: String, _ projection: Projection, members writer: MemberWriter?
    ) throws -> [UInt8] {
        var resource = ResourceWriter(schemas: Self.schemas, id: id.text, reserving: writer?.byteCount ?? 0)
        resource.add("externalId", text: externalID)
        resource.add("displayName", text: displayName)
        let rest = resource.finish(
            resourceType: "Group", createdAt: createdAt, updatedAt: updatedAt, version: entityTag,
            location: location(below: baseURL))
        var output = projection.isEverything ? rest : try projection.apply(toText: rest)
        guard let writer else { return output }
        output.removeLast()
        output.reserveCapacity(output.count + writer.byteCount + 1)
        writer.write(into: &output)
        output.append(UInt8(ascii: "}"))
        return output
    }
}
