internal import JSON

extension Resource {
    /// The attributes that differ from those of another state of the resource, in the order of the schemas.
    ///
    /// Attributes of an extension come with its URI: `urn:…:User:department`. Empty when nothing has changed; a value
    /// that only looks the same, because its characters are composed differently, has changed.
    public func changedAttributes(comparedTo former: Resource) -> [String] {
        references.filter { reference in
            !JSON.isSame(self[whole: reference], former[whole: reference])
        }.map(\.path)
    }

    private var references: [AttributeReference] {
        (Schema.common.attributes + type.schema.attributes).map { AttributeReference($0) }
            + type.extensions.flatMap { schema in
                schema.attributes.map { AttributeReference($0, extensionID: schema.id) }
            }
    }
}

extension JSON {
    /// Whether two values are the same byte for byte, whatever the order of their members. Equality would go by
    /// canonical equivalence.
    fileprivate static func isSame(_ left: JSON?, _ right: JSON?) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): Normalization.isSame(left, right)
        case (.array(let left), .array(let right)): left.count == right.count && zip(left, right).allSatisfy(isSame)
        case (.object(let left), .object(let right)):
            left.count == right.count && left.members.allSatisfy { isSame($0.value, right[$0.name]) }
        default: left == right
        }
    }
}
