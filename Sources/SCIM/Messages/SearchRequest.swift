/// What a client searches for, and which part of it it wants to see (RFC 7644 sections 3.4.2 and 3.4.3).
public struct SearchRequest: Sendable, Hashable {
    /// The directions of a sort.
    public enum SortOrder: String, Sendable, Hashable {
        case ascending, descending
    }

    /// The filter as it was sent. Empty text stays empty text, for the filter's parser to refuse: it is no filter,
    /// and must not be taken for none.
    public let filter: String?
    /// The path of the attribute to sort by; nil when it was left out or empty.
    public let sortBy: String?
    /// The direction of the sort.
    public let sortOrder: SortOrder
    /// The page.
    public let page: Page
    /// The names of the attributes to return; empty when the client did not say.
    public let attributes: [String]
    /// The names of the attributes not to return.
    public let excludedAttributes: [String]

    /// The attributes to return, resolved for a type.
    ///
    /// - Throws: A 400 `invalidSyntax` when the request names both attributes to return and attributes not to return.
    public func projection(for type: ResourceType) throws(SCIMError) -> Projection {
        try Projection(attributes: attributes, excludedAttributes: excludedAttributes, type: type)
    }

    init(
        filter: String?, sortBy: String?, sortOrder: String?, page: Page, attributes: [String],
        excludedAttributes: [String]
    ) throws(SCIMError) {
        self.filter = filter
        self.sortBy = sortBy.flatMap { $0.isEmpty ? nil : $0 }
        self.sortOrder = try Self.order(sortOrder ?? "")
        self.page = page
        self.attributes = attributes
        self.excludedAttributes = excludedAttributes
    }

    private static func order(_ text: String) throws(SCIMError) -> SortOrder {
        guard !text.isEmpty else { return .ascending }
        guard let order = SortOrder(rawValue: text.foldedName) else {
            throw .badRequest(.invalidValue, "sortOrder must be ascending or descending.")
        }
        return order
    }
}
