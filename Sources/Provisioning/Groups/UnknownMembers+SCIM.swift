internal import Directory
internal import FoundationEssentials
internal import SCIM

extension UnknownMembers {
    /// How many of them an error names.
    static let namedIDs = 5
    /// The longest id that is shown, in characters: those that this service gives out have 36.
    static let shownCharacters = 36

    /// The 400 that says who does not exist, and what to do.
    ///
    /// - Parameter groups: which of them are groups.
    func scimError(groups: [UUID]) -> SCIMError {
        guard groups.isEmpty else {
            return .badRequest(
                .invalidValue,
                "members names a group: \(list(groups.map(\.text))). Groups cannot be in groups here. Put in their people, "
                    + "or have the identity provider send nested groups flat.")
        }
        let (who, advice) =
            ids.count == 1
            ? ("somebody who does not exist", "Create the person first, and use the id that the answer has.")
            : ("\(ids.count) people who do not exist", "Create them first, and use the ids that the answers have.")
        return .badRequest(.invalidValue, "members names \(who): \(list(ids)). \(advice)")
    }

    private func list(_ ids: [String]) -> String {
        let named = ids.prefix(Self.namedIDs).map { "\"\($0.prefix(Self.shownCharacters))\"" }.joined(separator: ", ")
        return ids.count > Self.namedIDs ? "\(named) and others" : named
    }
}
