import Testing

@testable import SCIM

extension Schema {
    /// The attribute of a name, which there is.
    func known(_ name: String) throws -> Attribute { try #require(attribute(named: name)) }
}
