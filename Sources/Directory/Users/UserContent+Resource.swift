internal import JSON
public import SCIM

/// The two forms of a person: a SCIM resource, and what is stored.
///
/// The stored document begins with `schemas` and leaves out what has a column of its own: `active` and `externalId`.
extension UserContent {
    /// Takes a resource apart for storage.
    ///
    /// - Parameter names: the members of the keys that are wanted; all without it.
    /// - Throws: a 413 where the person would be larger than may be stored: whatever is stored can be read, changed and
    ///   deactivated again.
    public init(of resource: Resource, keysOfOnly names: Set<String>? = nil) throws(SCIMError) {
        var document = JSON.Object()
        document.append("schemas", .array(resource.schemas.map(JSON.string)))
        for (name, value) in resource.attributes.members where name != "active" && name != "externalId" {
            document.append(name, value)
        }
        let userName = resource.text(of: "userName") ?? ""
        self.init(
            userName: userName,
            userNameKey: Normalization.key(userName),
            displayNameKey: resource.text(of: "displayName").map(Normalization.key),
            emailKeys: names?.contains("emails") ?? true ? Self.emailKeys(of: resource) : [],
            externalID: resource.text(of: "externalId"),
            document: JSON.object(document).serialized(),
            keys: resource.searchKeys(ofOnly: names).serialized())
        do {
            try Limits.storedPerson.check(self.document)
        } catch {
            throw .personTooLarge
        }
    }

    private static func emailKeys(of resource: Resource) -> [String] {
        let values = resource.attributes["emails"]?.arrayValue ?? []
        return Set(values.compactMap { $0["value"]?.stringValue }.map(Normalization.key)).sorted()
    }
}

extension User {
    /// Puts the resource together again, with `active` and `externalId`.
    func resource() throws -> Resource {
        var attributes = try JSON(parsing: document, limits: .stored).objectValue ?? [:]
        attributes["schemas"] = nil
        attributes["externalId"] = externalID.map(JSON.string)
        attributes["active"] = .bool(status.isActive)
        return Resource(type: .user, canonical: attributes)
    }
}
