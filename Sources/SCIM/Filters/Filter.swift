/// A filter (RFC 7644 section 3.4.2.2), understood as a whole and resolved against the schemas of one resource type.
///
/// What it takes beyond the grammar, since providers send it: names, operators, `true`, `false` and `null` in any case;
/// booleans in quotes; times and plain words without quotes (`userName eq joe`); attributes of an extension without its
/// URI. Whatever else is not understood is refused: a filter is never read as one that finds more.
public struct Filter: Sendable, Hashable {
    /// What the filter asks.
    public let condition: Condition

    /// Reads a filter.
    ///
    /// - Parameters:
    ///   - text: The filter, decoded from the query string or the JSON body.
    ///   - type: The resource type that is searched.
    /// - Throws: A 400 `invalidFilter` that says where reading stopped and what was expected; also above
    ///   ``Limits/filterBytes``, ``Limits/filterDepth`` or ``Limits/filterTerms``.
    public init(parsing text: String, for type: ResourceType) throws(SCIMError) {
        guard text.utf8.count <= Limits.filterBytes else {
            throw .badRequest(.invalidFilter, "A filter may have at most \(Limits.filterBytes) bytes in UTF-8.")
        }
        var parser = FilterParser(text, for: type)
        condition = try parser.parseWhole()
    }
}
