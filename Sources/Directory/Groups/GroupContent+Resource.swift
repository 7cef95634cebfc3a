internal import JSON
public import SCIM

extension GroupContent {
    /// Takes a resource apart for storage.
    public init(of resource: Resource) {
        let name = resource.text(of: "displayName") ?? ""
        self.init(
            displayName: name, displayNameKey: Normalization.key(name), externalID: resource.text(of: "externalId"))
    }
}

extension Group {
    /// Puts the resource together again, without members.
    public var resource: Resource {
        var attributes: JSON.Object = ["displayName": .string(displayName)]
        attributes["externalId"] = externalID.map(JSON.string)
        return Resource(type: .group, canonical: attributes)
    }
}

extension WantedMembers {
    /// Exactly those whom a resource has in `members`.
    public init(allOf resource: Resource) {
        self.init([.replace((resource.attributes["members"]?.arrayValue ?? []).compactMap { $0["value"]?.stringValue })]
        )
    }
}
