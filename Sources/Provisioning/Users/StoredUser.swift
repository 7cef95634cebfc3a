// text of this file: what is compared are names of our own schemas, and keys are normalised.
internal import Directory
internal import JSON
internal import SCIM

/// The two forms of a person: a SCIM resource, and what the directory stores.
///
/// The stored document begins with `schemas` and leaves out what has a column of its own: `active` and `externalId`.
enum StoredUser {
    /// Takes a resource apart for storage.
    ///
    /// - Parameter names: the members of the keys that are wanted; all without it.
    static func content(of resource: Resource, keysOfOnly names: Set<String>? = nil) -> UserContent {
        var document = JSON.Object()
        document.append("schemas", .array(resource.schemas.map(JSON.string)))
        for (name, value) in resource.attributes.members where name != "active" && name != "externalId" {
            document.append(name, value)
        }
        let userName = resource.text(of: "userName") ?? ""
        return UserContent(
            userName: userName,
            userNameKey: Normalization.key(userName),
            displayNameKey: resource.text(of: "displayName").map(Normalization.key),
            emailKeys: names?.contains("emails") ?? true ? emailKeys(of: resource) : [],
            externalID: resource.text(of: "externalId"),
            document: JSON.object(document).serialized(),
            keys: resource.searchKeys(ofOnly: names).serialized())
    }

    /// Puts the resource together again, with `active` and `externalId`.
    static func resource(of user: User) throws -> Resource {
        var attributes = try JSON(parsing: user.document, limits: .stored).objectValue ?? [:]
        attributes["schemas"] = nil
        attributes["externalId"] = user.externalID.map(JSON.string)
        attributes["active"] = .bool(user.status.isActive)
        return Resource(type: .user, canonical: attributes)
    }

    /// Refuses what would be larger than may be stored: whatever is stored can be read, changed and deactivated again.
    ///
    /// - Throws: A 413.
    static func check(_ content: UserContent) throws(SCIMError) {
        do {
            try Limits.storedPerson.check(content.document)
        } catch {
            throw .personTooLarge
        }
    }

    private static func emailKeys(of resource: Resource) -> [String] {
        let values = resource.attributes["emails"]?.arrayValue ?? []
        return Set(values.compactMap { $0["value"]?.stringValue }.map(Normalization.key)).sorted()
    }
}
