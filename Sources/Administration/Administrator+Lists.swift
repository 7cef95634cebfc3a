internal import Directory
internal import FoundationEssentials
internal import Postgres

// Long lists are read page by page, and no longer than they may be.

extension Administrator {
    /// The rows that are read in one round trip.
    public static let pageSize = 1_000

    /// Reads a long list of one tenant, page by page in one transaction.
    ///
    /// - Parameters:
    ///   - limit: the most elements in all.
    ///   - page: the query for the page behind an element, or for the first one, with its number of elements.
    func readPages<Element: Sendable>(
        in reference: TenantReference, limit: Int, _ page: (Element?, Int) -> Query<[Element]>
    ) async throws -> [Element] {
        try await transaction(in: reference) { transaction in
            try await Self.readPages(limit: limit) { try await transaction.pipeline(page($0, $1)) }
        }
    }

    /// Reads a long list that belongs to no tenant, page by page.
    func readPages<Element: Sendable>(
        limit: Int, _ page: (Element?, Int) -> Query<[Element]>
    ) async throws -> [Element] {
        try await Self.readPages(limit: limit) { try await database.pipeline(page($0, $1)) }
    }

    /// Reads what every tenant has, tenant by tenant in the order of their instance numbers.
    ///
    /// - Parameters:
    ///   - limit: the most elements in all.
    ///   - page: as in ``readPages(in:limit:_:)``.
    func readAllTenants<Element: Sendable>(
        limit: Int, _ page: (Element?, Int) -> Query<[Element]>
    ) async throws -> [OfTenant<Element>] {
        var all: [OfTenant<Element>] = []
        var instance = 0
        while all.count < limit {
            let tenants = try await database.pipeline(Tenants.page(after: instance, limit: Self.pageSize))
            for tenant in tenants where all.count < limit {
                all += try await Self.readPages(limit: limit - all.count) { last, count in
                    try await database.pipeline(Tenants.bind(tenant.id), page(last, count)).1
                }.map { OfTenant(tenant: tenant, element: $0) }
            }
            guard let last = tenants.last, tenants.count == Self.pageSize else { break }
            instance = last.instance
        }
        return all
    }

    private static func readPages<Element: Sendable>(
        limit: Int, _ read: (Element?, Int) async throws -> [Element]
    ) async throws -> [Element] {
        var elements: [Element] = []
        while elements.count < limit {
            let asked = min(pageSize, limit - elements.count)
            let next = try await read(elements.last, asked)
            elements += next
            guard next.count == asked else { break }
        }
        return elements
    }
}
