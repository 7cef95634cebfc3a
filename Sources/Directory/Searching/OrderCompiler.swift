internal import SCIM

/// Turns a sort key into ORDER BY, with the same order as ``SCIM/SortKey`` has in memory.
enum OrderCompiler {
    /// The order for a key; the identifier decides between equals.
    ///
    /// - Throws: a 400 `invalidValue` for a list that is kept in rows.
    static func order(
        by key: SortKey, _ direction: SearchRequest.SortOrder, over rows: any SearchableType
    ) throws(SCIMError) -> RowOrder {
        let expression = try value(of: key.reference, rows)
        let direction = direction == .ascending ? "ASC NULLS LAST" : "DESC NULLS FIRST"
        return RowOrder(unsafeSQL: "\(expression.ordered) \(direction), id")
    }

    private static func value(
        of reference: AttributeReference, _ rows: any SearchableType
    ) throws(SCIMError) -> SQLExpression {
        if let expression = rows.expression(for: reference) { return expression }
        guard rows.rows(of: reference.attribute) == nil else {
            throw .badRequest(.invalidValue, "Lists cannot be sorted by \(reference.path).")
        }
        // Of a list, the primary element counts, or else the first.
        return SQLExpression(
            keysText: """
                SELECT e ->> '\(reference.elementKey.quoted)'
                  FROM jsonb_array_elements(\(reference.whole.keysPath(of: "keys"))) WITH ORDINALITY AS t(e, n)
                 ORDER BY ((e -> 'primary') = 'true'::jsonb) IS TRUE DESC, n LIMIT 1
                """, kind: reference.kind)
    }
}

extension SQLExpression {
    /// The value as it is sorted: text byte by byte.
    fileprivate var ordered: String {
        switch self {
        case .text(let sql), .indexedText(let sql): "\(sql) COLLATE \"C\""
        case .identifier(let sql), .boolean(let sql), .number(let sql), .instant(let sql), .microseconds(let sql): sql
        }
    }
}
