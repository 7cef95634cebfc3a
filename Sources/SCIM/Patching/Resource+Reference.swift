internal import JSON

extension Resource {
    /// The value of the attribute that a reference is to, as a whole. Setting nil unassigns it.
    subscript(whole reference: AttributeReference) -> JSON? {
        get { self[reference.attribute, in: schema(of: reference)] }
        set { self[reference.attribute, in: schema(of: reference)] = newValue }
    }

    private func schema(of reference: AttributeReference) -> Schema? {
        reference.extensionID.flatMap(type.schema(withID:))
    }
}
