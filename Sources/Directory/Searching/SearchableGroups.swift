// text of this file: the names that are compared are those of our own schemas.
internal import Postgres
internal import SCIM

/// How groups are searched.
struct SearchableGroups: SearchableType {
    let type = ResourceType.group
    private let common: CommonColumns
    private let baseURL: String

    /// - Parameter baseURL: for references, which can be searched like any other value.
    init(baseURL: String) {
        self.baseURL = baseURL
        common = CommonColumns(
            type: .group, row: "g", externalIDs: ("muster.group_external_ids", "group_id", isCurrent: "true"),
            change: (time: "g.updated_at", version: "g.version"), baseURL: baseURL)
    }

    func expression(for reference: AttributeReference) -> SQLExpression? {
        if let expression = common.expression(for: reference) { return expression }
        return reference.path == "displayName" ? .indexedText("g.display_name_key") : nil
    }

    func rows(of attribute: Attribute) -> SearchableRows? {
        switch attribute.key {
        case "schemas": common.schemas(extensions: [])
        case "members":
            SearchableRows(
                source: "muster.group_members m WHERE m.group_id = g.id",
                parts: [
                    "value": .identifier("m.user_id"),
                    "$ref": .text("('\((baseURL + "/Users/").quoted)' || m.user_id)"),
                    "type": .text("'user'::text"),
                ])
        default: nil
        }
    }

    func indexed(_ attribute: Attribute, _ comparison: Condition, _ binder: inout Binder) -> String? {
        guard attribute.key == "members", case .comparison(let reference, .equal, .text(_, let exact)) = comparison,
            reference.elementKey == "value"
        else { return nil }
        guard let user = exact.asIdentifier else { return "false" }
        return "g.id IN (SELECT group_id FROM muster.group_members WHERE user_id = \(binder.bind(user, as: "uuid")))"
    }

    func isUnique(_ reference: AttributeReference) -> Bool {
        ["displayName", "id"].contains(reference.path)
    }

    func externalID(equals text: String, _ binder: inout Binder) -> String {
        common.externalID(equals: text, &binder)
    }
}
