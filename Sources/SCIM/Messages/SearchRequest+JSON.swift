public import JSON

extension SearchRequest {
    /// Reads the body of a POST to `/.search` (RFC 7644 section 3.4.3).
    ///
    /// Names match in any case; `schemas` and unknown members are ignored; null is the same as left out.
    ///
    /// - Throws: A 400 `invalidSyntax` for a body that is no object or has a member twice, `invalidValue` for a value
    ///   that its member cannot take.
    public init(parsing body: JSON) throws(SCIMError) {
        guard case .object(let object) = body else {
            throw .badRequest(.invalidSyntax, "The body must be a JSON object.")
        }
        let members = try SearchMembers(object)
        try self.init(
            filter: try members.text("filter"),
            sortBy: try members.text("sortBy"),
            sortOrder: try members.text("sortOrder"),
            page: Page(startIndex: members.value("startIndex"), count: members.value("count")),
            attributes: try members.names("attributes"),
            excludedAttributes: try members.names("excludedAttributes"))
    }
}

/// The members of a search request, by their names without case.
private struct SearchMembers {
    private var values: [String: JSON] = [:]

    private static let names: Set = [
        "filter", "sortby", "sortorder", "startindex", "count", "attributes", "excludedattributes",
    ]

    init(_ object: JSON.Object) throws(SCIMError) {
        for (name, value) in object.members {
            let key = name.foldedName
            guard Self.names.contains(key) else { continue }
            guard values.updateValue(value, forKey: key) == nil else { throw .givenTwice(key) }
        }
    }

    func value(_ name: String) -> JSON? {
        values[name.foldedName]
    }

    func text(_ name: String) throws(SCIMError) -> String? {
        switch value(name) {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw .badRequest(.invalidValue, "\(name) must be a string.")
        }
    }

    /// A list of names; one string with commas, as in a query, is understood as well.
    func names(_ name: String) throws(SCIMError) -> [String] {
        switch value(name) {
        case nil, .null: return []
        case .string(let text): return Projection.names(in: text)
        case .array(let elements):
            let names = elements.compactMap(\.stringValue)
            guard names.count == elements.count else { break }
            return names.flatMap(Projection.names(in:))
        default: break
        }
        throw .badRequest(.invalidValue, "\(name) must be a list of attribute names.")
    }
}
