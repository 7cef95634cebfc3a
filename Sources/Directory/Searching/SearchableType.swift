// text of this file: the names that are compared are those of our own schemas.
internal import SCIM

/// How the rows of a resource type answer filters: where single values are, and how lists are searched.
///
/// All text in it is ours or the schemas'; values of clients are only ever bound.
protocol SearchableType: Sendable {
    /// The resource type.
    var type: ResourceType { get }

    /// Where a single value is; nil if it is a list that ``elements(of:_:)`` knows, or not kept.
    func expression(for reference: AttributeReference) -> SQLExpression?

    /// How a list that is kept in rows is searched; nil where it is part of the keys.
    func rows(of attribute: Attribute) -> SearchableRows?

    /// SQL that is true where an element of the list has exactly this value or a value in this range, from an index;
    /// nil where there is no index. Only ever an addition to the exact condition, unless that says no more.
    func indexed(_ attribute: Attribute, _ comparison: Condition, _ binder: inout Binder) -> String?

    /// SQL that is true where the asking connection's external id is exactly this text, from an index.
    func externalID(equals text: String, _ binder: inout Binder) -> String

    /// Whether no two resources can be equal in this attribute.
    func isUnique(_ reference: AttributeReference) -> Bool
}

/// A list that is kept in rows of its own.
struct SearchableRows {
    /// What stands behind FROM, joined to the resource's own row.
    let source: String
    /// The parts of an element, by the key of the sub-attribute.
    let parts: [String: SQLExpression]
}
