internal import JSON

extension PatchRequest {
    /// Parts the changes of a group's members from the rest, so that the members need not be loaded.
    ///
    /// The changes of members come in order, and do not depend on the rest, nor the rest on them.
    ///
    /// - Parameter name: The attribute that holds the members, in any case.
    /// - Throws: A 400 `invalidFilter` for members chosen by anything but their ids, `mutability` for a change of one
    ///   member into another, `invalidValue` for an element without an id; a 413 when all changes together name more
    ///   than ``Limits/membersPerRequest`` people.
    public func separating(
        attribute name: String
    ) throws(SCIMError) -> (rest: PatchRequest, changes: [MembershipChange]) {
        let key = name.foldedName
        var rest: [PatchOperation] = []
        var changes: [MembershipChange] = []
        var people = 0
        for operation in operations {
            guard operation.path.reference.attribute.key == key else {
                rest.append(operation)
                continue
            }
            guard let change = try operation.membershipChange() else { continue }
            people += change.count
            guard people <= Limits.membersPerRequest else { throw .tooManyElements(name) }
            changes.append(change)
        }
        return (PatchRequest(type: type, operations: rest, claims: claims), changes)
    }
}

extension PatchOperation {
    /// The operation as a change of members; nil when it names nobody.
    fileprivate func membershipChange() throws(SCIMError) -> MembershipChange? {
        guard path.reference.subAttribute == nil || path.reference.target.standardPart == .value else {
            // All members are people: who says so changes nothing.
            let isKind = path.reference.target.standardPart == .type && action != .remove
            if isKind, value?.stringValue.map(Normalization.key) == "user" { return nil }
            throw .mutability(path.reference.path)
        }
        guard let filter = path.filter else { return try changeWithoutFilter() }
        let selection = try MemberSelection(filter)
        guard action != .remove else { return selection.removal }
        return try selection.addition(of: try MembershipChange.ids(from: value ?? .null))
    }

    private func changeWithoutFilter() throws(SCIMError) -> MembershipChange? {
        // Keycloak's clients and Microsoft's tests empty a group so: null is no value, and without one all are meant.
        if action == .remove, value ?? .null == .null { return .removeAll }
        let ids = try MembershipChange.ids(from: value ?? .null)
        switch action {
        case .replace: return ids.isEmpty ? .removeAll : .replace(ids)
        case .add: return ids.isEmpty ? nil : .add(ids)
        case .remove: return ids.isEmpty ? nil : .remove(ids)
        }
    }
}
