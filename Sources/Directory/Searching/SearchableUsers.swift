// text of this file: the names that are compared are those of our own schemas.
internal import Postgres
internal import SCIM

/// How people are searched.
struct SearchableUsers: SearchableType {
    let type = ResourceType.user
    private let common: CommonColumns
    private let baseURL: String

    /// - Parameter baseURL: for references, which can be searched like any other value.
    init(baseURL: String) {
        self.baseURL = baseURL
        common = CommonColumns(
            type: .user, row: "u",
            externalIDs: ("muster.user_external_ids", "user_id", isCurrent: "NOT x.is_released"),
            change: Self.change, baseURL: baseURL)
    }

    private static let change = (
        time: "coalesce(\(UserGrouping.updatedAtColumn), u.updated_at)",
        version: "u.version || coalesce('.' || \(UserGrouping.versionColumn), '')"
    )

    func expression(for reference: AttributeReference) -> SQLExpression? {
        if let expression = common.expression(for: reference) { return expression }
        guard !reference.attribute.isMultiValued, reference.attribute.returned != .never else { return nil }
        switch reference.path {
        case "userName": return .indexedText("u.user_name_key")
        case "displayName": return .indexedText("u.display_name_key")
        case "active": return .boolean("(u.status <> 'deactivated')")
        default: return SQLExpression(keysText: reference.keysText(of: "u.keys"), kind: reference.kind)
        }
    }

    func rows(of attribute: Attribute) -> SearchableRows? {
        switch attribute.key {
        case "schemas":
            common.schemas(extensions: type.extensions.map { ($0.id, "u.keys ? '\($0.id.lowercased().quoted)'") })
        case "groups":
            SearchableRows(
                source: """
                    muster.group_members m JOIN muster.groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
                     WHERE m.user_id = u.id
                    """,
                parts: [
                    "value": .identifier("m.group_id"),
                    "$ref": .text("('\((baseURL + "/Groups/").quoted)' || m.group_id)"),
                    "display": .text("g.display_name_key"),
                    "type": .text("'direct'::text"),
                ])
        default: nil
        }
    }

    func indexed(_ attribute: Attribute, _ comparison: Condition, _ binder: inout Binder) -> String? {
        guard case .comparison(let reference, let comparison, .text(let key, let exact)) = comparison,
            reference.elementKey == "value"
        else { return nil }
        switch (attribute.key, comparison) {
        case ("emails", .equal):
            return "u.id IN (SELECT user_id FROM muster.user_emails WHERE value_key = \(binder.bind(.text(key))))"
        case ("emails", .startsWith):
            let lower = "value_key >= \(binder.bind(.text(key)))"
            let upper = key.endOfPrefixRange.map { " AND value_key < \(binder.bind(.text($0)))" } ?? ""
            return "u.id IN (SELECT user_id FROM muster.user_emails WHERE \(lower)\(upper))"
        case ("groups", .equal):
            guard let group = exact.asIdentifier else { return "false" }
            return """
                u.id IN (SELECT user_id FROM muster.group_members WHERE group_id = \(binder.bind(group, as: "uuid")))
                """
        default: return nil
        }
    }

    func isUnique(_ reference: AttributeReference) -> Bool {
        ["userName", "id"].contains(reference.path)
    }

    func externalID(equals text: String, _ binder: inout Binder) -> String {
        common.externalID(equals: text, &binder)
    }
}
