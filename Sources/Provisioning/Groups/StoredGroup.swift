internal import Directory
internal import JSON
internal import SCIM

/// The two forms of a group: a SCIM resource without members, and what the directory stores.
enum StoredGroup {
    /// Takes a resource apart for storage.
    static func content(of resource: Resource) -> GroupContent {
        let name = resource.text(of: "displayName") ?? ""
        return GroupContent(
            displayName: name, displayNameKey: Normalization.key(name), externalID: resource.text(of: "externalId"))
    }

    /// Puts the resource together again.
    static func resource(of group: Group) -> Resource {
        var attributes: JSON.Object = ["displayName": .string(group.displayName)]
        attributes["externalId"] = group.externalID.map(JSON.string)
        return Resource(type: .group, canonical: attributes)
    }

    /// The identifiers in a resource's `members`.
    static func memberIDs(of resource: Resource) -> [String] {
        (resource.attributes["members"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue }
    }
}
