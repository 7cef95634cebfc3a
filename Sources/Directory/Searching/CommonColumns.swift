internal import Postgres
internal import SCIM

/// The columns that people and groups have alike.
struct CommonColumns: Sendable {
    /// The resource type.
    let type: ResourceType
    /// The alias of the row.
    let row: String
    /// The table of external ids, its column for the resource, and what is true of the ids that count.
    let externalIDs: (table: String, resource: String, isCurrent: String)
    /// When the resource last changed, and its version behind the `W/"`.
    let change: (time: String, version: String)
    /// The base URL for `meta.location`.
    let baseURL: String

    /// Where a value is that every resource has; nil for all others.
    func expression(for reference: AttributeReference) -> SQLExpression? {
        guard reference.extensionID == nil else { return nil }
        switch (reference.attribute.key, reference.subAttribute?.key) {
        case ("id", nil): return .identifier("\(row).id")
        case ("externalid", nil):
            return .text(
                """
                (SELECT x.external_id FROM \(externalIDs.table) x
                  WHERE x.\(externalIDs.resource) = \(row).id AND x.connection_id = (SELECT muster.current_connection()))
                """)
        case ("meta", nil): return .boolean("true")
        case ("meta", "resourcetype"): return .text("'\(type.name)'::text")
        case ("meta", "created"): return .instant("\(row).created_at")
        case ("meta", "lastmodified"): return .instant(change.time)
        case ("meta", "version"): return .text("('W/\"' || \(change.version) || '\"')")
        case ("meta", "location"):
            return .text("('\((baseURL + type.endpoint + "/").quoted)' || \(row).id)")
        default: return nil
        }
    }

    /// The external id by its index.
    ///
    /// The connection is asked for in a subquery, so that the plan is not made for the one that is bound just then.
    func externalID(equals text: String, _ binder: inout Binder) -> String {
        """
        \(row).id IN (SELECT x.\(externalIDs.resource) FROM \(externalIDs.table) x
           WHERE x.connection_id = (SELECT muster.current_connection()) AND x.external_id = \(binder.bind(.text(text)))
             AND \(externalIDs.isCurrent))
        """
    }

    /// `schemas` as rows.
    ///
    /// - Parameter extensions: SQL that is true where the extension is present, by its URI.
    func schemas(extensions: [(id: String, isPresent: String)]) -> SearchableRows {
        let others = extensions.map { "CASE WHEN \($0.isPresent) THEN '\($0.id.quoted)' END" }
        let all = (["'\(type.schema.id.quoted)'"] + others).joined(separator: ", ")
        return SearchableRows(
            source: "unnest(ARRAY[\(all)]::text[]) AS s(value) WHERE s.value IS NOT NULL",
            parts: ["value": .text("s.value")])
    }
}
