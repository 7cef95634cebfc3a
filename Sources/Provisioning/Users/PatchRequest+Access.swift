internal import JSON
internal import SCIM

extension PatchRequest {
    /// Whether nothing but `active` is changed, or said to be so already.
    var isAboutAccessOnly: Bool {
        !operations.isEmpty && !namesReadOnly
            && operations.allSatisfy { operation in
                operation.path.reference.path.utf8.elementsEqual("active".utf8) && operation.path.filter == nil
            }
    }

    /// Whether somebody is to have access after a request that is about nothing else. Unassigning `active` is no wish to
    /// end it.
    ///
    /// - Throws: a 400 for a value that `active` cannot have.
    func wantsAccess(whereItIs isActive: Bool) throws(SCIMError) -> Bool {
        // The name is only there because a person has one.
        let person = Resource(type: .user, canonical: ["userName": "-", "active": .bool(isActive)])
        let patched = try apply(to: person)
        return (patched.attributes["active"] ?? .bool(isActive)) != .bool(false)
    }
}
