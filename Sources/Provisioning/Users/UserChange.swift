internal import Directory
internal import JSON
internal import SCIM

/// What differs between a person as stored and as somebody wants them to be: worked out without the database.
struct UserChange {
    /// The person as wanted.
    let after: Resource
    /// The attributes that differ, in the order of the schemas.
    let attributes: [AttributeReference]
    /// What is stored then, with the keys of what differs.
    let content: UserContent
    /// The members of the stored keys that differ.
    // text: the names are those of our own schemas.
    let keys: Set<String>

    /// Compares the stored person with what a request makes of it.
    ///
    /// - Throws: a 413 where the person would be larger than may be stored, and what `transform` throws.
    init(_ user: User, _ transform: (Resource) throws -> Resource) throws {
        let before = try StoredUser.resource(of: user)
        var after = try transform(before)
        // Unassigning `active` is no wish to end access: only `false` is.
        after.attributes["active"] = after.attributes["active"] ?? before.attributes["active"]
        attributes = after.changes(comparedTo: before)
        keys = Set(attributes.compactMap(\.keyPath.first))
        self.after = after
        content = StoredUser.content(of: after, keysOfOnly: keys)
        if !attributes.isEmpty { try StoredUser.check(content) }
    }

    /// Whether nothing differs.
    var isEmpty: Bool { attributes.isEmpty }

    /// Whether an attribute of the core schema differs.
    func changes(_ name: String) -> Bool {
        attributes.contains { $0.extensionID == nil && $0.attribute.name.utf8.elementsEqual(name.utf8) }
    }
}
