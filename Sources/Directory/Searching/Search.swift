public import SCIM

/// A search in one resource type, ready for the database.
public struct Search: Sendable {
    /// Which rows.
    public let predicate: Predicate
    /// In which order; nil for the default.
    public let order: RowOrder?
    /// Which of them.
    public let page: Page
    /// Which part of each.
    public let projection: Projection
    /// Whether there is a condition.
    private let isFiltered: Bool

    /// Understands a request for people.
    ///
    /// - Parameter baseURL: for references, which can be searched like any other value.
    /// - Throws: a 400 for a filter, a sort order or attributes that are not understood as a whole.
    public static func users(_ request: SearchRequest, below baseURL: String) throws(SCIMError) -> Search {
        try Search(request, over: SearchableUsers(baseURL: baseURL))
    }

    /// Understands a request for groups, likewise.
    public static func groups(_ request: SearchRequest, below baseURL: String) throws(SCIMError) -> Search {
        try Search(request, over: SearchableGroups(baseURL: baseURL))
    }

    /// Understands a request.
    ///
    /// - Throws: a 400 for a filter, a sort order or attributes that are not understood as a whole.
    init(_ request: SearchRequest, over rows: any SearchableType) throws(SCIMError) {
        projection = try request.projection(for: rows.type)
        page = request.page
        isFiltered = request.filter != nil
        if let text = request.filter {
            let filter = try Filter(parsing: text, for: rows.type)
            predicate = ConditionCompiler.predicate(for: filter.condition, over: rows)
        } else {
            predicate = .everything
        }
        if let path = request.sortBy {
            let key = try SortKey(parsing: path, for: rows.type)
            order = try OrderCompiler.order(by: key, request.sortOrder, over: rows)
        } else {
            order = nil
        }
    }

    /// Whether the number of results follows from the rows of the page.
    public var isCountedByRows: Bool { predicate.isUnique && page.offset == 0 && page.count > 0 }

    /// Whether the database may have to walk through many rows for it, whatever the answer is.
    public var isWalk: Bool {
        !predicate.isSelective && !predicate.isUnique && (isFiltered || reach > Limits.defaultPage)
    }

    /// The last row that the page may have.
    private var reach: Int {
        let (sum, overflow) = page.offset.addingReportingOverflow(page.count)
        return overflow ? .max : sum
    }
}
