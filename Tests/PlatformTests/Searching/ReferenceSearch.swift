import JSON
import SCIM

/// A search over resources in memory: what the database has to find as well.
struct ReferenceSearch {
    let type: ResourceType
    /// All resources, as a client gets them.
    let population: [JSON.Object]
    private let entries: [(id: String, keys: SearchKeys)]

    init(type: ResourceType, population: [JSON.Object]) {
        self.type = type
        self.population = population
        entries = population.map { ($0["id"]?.stringValue ?? "", SearchKeys(of: $0, as: type)) }
    }

    /// The ids of all that match, in order; nil where the request has to be refused.
    func ids(filter: String?, sortBy: String? = nil, isDescending: Bool = false) -> [String]? {
        guard let matching = matching(filter) else { return nil }
        guard let sortBy else { return matching.map(\.id).sorted() }
        guard let key = try? SortKey(parsing: sortBy, for: type), !isKeptInRows(key.reference.attribute) else {
            return nil
        }
        return matching.map { (id: $0.id, key: key.value(in: $0.keys)) }.sorted { left, right in
            if key.precedes(left.key, right.key, isDescending: isDescending) { return true }
            if key.precedes(right.key, left.key, isDescending: isDescending) { return false }
            return left.id < right.id
        }.map(\.id)
    }

    private func matching(_ filter: String?) -> [(id: String, keys: SearchKeys)]? {
        guard let filter else { return entries }
        guard let condition = try? Filter(parsing: filter, for: type).condition else { return nil }
        return entries.filter { condition.matches($0.keys) }
    }

    /// Lists that have no order in the database.
    private func isKeptInRows(_ attribute: Attribute) -> Bool {
        ["schemas", "groups", "members"].contains(attribute.name)
    }
}
