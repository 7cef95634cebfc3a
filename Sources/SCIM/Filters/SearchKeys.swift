public import JSON

/// The values of a resource in the form in which they are compared.
///
/// An object below lower-cased attribute names, extensions below their lower-cased URI; see
/// ``AttributeReference/keyPath``. Text is normalised unless case matters to its attribute, a time is an integer of
/// microseconds since 1970, and each element of a list is an object.
public struct SearchKeys: Sendable, Hashable {
    /// The keys.
    public let document: JSON.Object

    /// The keys of a resource with canonical names, whichever attributes it has.
    public init(of resource: JSON.Object, as type: ResourceType) {
        self.init(of: resource, as: type, leavingOut: { _ in false })
    }

    fileprivate init(of resource: JSON.Object, as type: ResourceType, leavingOut isLeftOut: (Attribute) -> Bool) {
        var keys = JSON.Object()
        for (name, value) in resource.members {
            if let attribute = type.coreAttribute(named: name) {
                if !isLeftOut(attribute) { keys[attribute.key] = attribute.searchKey(of: value) }
            } else if let schema = type.schema(withID: name), case .object(let members) = value {
                keys[schema.id.foldedName] = schema.searchKeys(of: members)
            }
        }
        document = keys
    }

    /// The value at a reference; nil if there is none.
    func value(at reference: AttributeReference) -> JSON? {
        var value: JSON? = .object(document)
        for key in reference.keyPath { value = value?[key] }
        return value
    }
}

extension Resource {
    /// The normalised document that is stored beside the resource and that filters are compiled against.
    ///
    /// Left out is what every resource has, what the service itself keeps, and what it keeps apart: all of these have
    /// columns or rows of their own.
    ///
    /// - Parameter names: The members of the document that are wanted, lower-cased names of attributes and URIs; all
    ///   without it.
    public func searchKeys(ofOnly names: Set<String>? = nil) -> JSON {
        var attributes = attributes
        if let names {
            attributes = JSON.Object()
            for (name, value) in self.attributes.members where names.contains(name.foldedName) {
                attributes.append(name, value)
            }
        }
        let keys = SearchKeys(of: attributes, as: type) { attribute in
            attribute.mutability == .readOnly || attribute.isKeptApart
                || Schema.common.attribute(named: attribute.name) != nil
        }
        return .object(keys.document)
    }
}

extension Schema {
    fileprivate func searchKeys(of members: JSON.Object) -> JSON? {
        var keys = JSON.Object()
        for (name, value) in members.members {
            guard let attribute = attribute(named: name) else { continue }
            keys[attribute.key] = attribute.searchKey(of: value)
        }
        return keys.isEmpty ? nil : .object(keys)
    }
}
