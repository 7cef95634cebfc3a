extension SearchRequest {
    /// Reads the query string of a GET; parameters that SCIM does not know are ignored.
    ///
    /// - Parameter query: What follows the `?`, still percent-encoded; nil when there is none.
    /// - Throws: A 400 `invalidSyntax` for a malformed query or a parameter given twice, `invalidValue` for a value that
    ///   its parameter cannot take.
    public init(query: String?) throws(SCIMError) {
        let query = try QueryString(parsing: query ?? "")
        try self.init(
            filter: try query.value(of: "filter"),
            sortBy: try query.value(of: "sortBy"),
            sortOrder: try query.value(of: "sortOrder"),
            page: Page(startIndex: try query.value(of: "startIndex"), count: try query.value(of: "count")),
            attributes: Projection.names(in: try query.value(of: "attributes")),
            excludedAttributes: Projection.names(in: try query.value(of: "excludedAttributes")))
    }
}
