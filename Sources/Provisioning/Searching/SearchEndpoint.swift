internal import Directory
internal import HTTPServer
internal import Postgres
internal import Reactor
internal import SCIM

/// Lists and searches (RFC 7644 sections 3.4.2 and 3.4.3).
enum SearchEndpoint {
    /// GET /Users or POST /Users/.search: one round trip.
    static func users(_ exchange: Exchange, _ request: SearchRequest) async throws -> Response {
        let search = try Search(request, over: SearchableUsers(baseURL: exchange.baseURL))
        return try await list(exchange, search, userPage(search, exchange), Users.count(where: search.predicate))
    }

    /// GET /Groups or POST /Groups/.search: one round trip.
    static func groups(_ exchange: Exchange, _ request: SearchRequest) async throws -> Response {
        let search = try Search(request, over: SearchableGroups(baseURL: exchange.baseURL))
        return try await list(exchange, search, groupPage(search, exchange), Groups.count(where: search.predicate))
    }

    /// GET / or POST /.search: people first, then groups, on one list. Two round trips.
    ///
    /// A filter has to be understood for at least one of the types; the other type then has no match.
    static func everything(_ exchange: Exchange, _ request: SearchRequest) async throws -> Response {
        let searches = try RootSearch(request, baseURL: exchange.baseURL)
        let (total, users, groups) = try await exchange.database.transaction { transaction in
            let (access, userCount, groupCount) = try await transaction.pipeline(
                exchange.authenticate, searches.countUsers, searches.countGroups)
            exchange.admit(access)
            let split = searches.split(userCount: userCount)
            let (users, groups) = try await transaction.finish(
                searches.users(split.users, exchange), searches.groups(split.groups, exchange))
            return (userCount + groupCount, users, groups)
        }
        let (userProjection, groupProjection) = (searches.userProjection, searches.groupProjection)
        let isMuch = userProjection.isMuch(bytes(of: users)) || groupProjection.isMuch(bytes(of: groups))
        return try await SharedPool.run(if: isMuch) {
            answer(
                total, request.page,
                try users.map { try $0.json(below: exchange.baseURL, userProjection) }
                    + groups.map { try $0.json(below: exchange.baseURL, groupProjection) })
        }
    }
}

extension SearchEndpoint {
    private static func list(
        _ exchange: Exchange, _ search: Search, _ page: Query<[some StoredResource]>, _ count: Query<Int64>
    ) async throws -> Response {
        if search.isCountedByRows {
            let (access, rows) = try await exchange.database.pipeline(
                sharing: .shared, exchange.authenticate, page)
            exchange.admit(access)
            return try await answer(Int64(rows.count), search, rows, exchange)
        }
        let (access, rows, total) = try await exchange.database.pipeline(exchange.authenticate, page, count)
        exchange.admit(access)
        return try await answer(total, search, rows, exchange)
    }

    private static func answer(
        _ total: Int64, _ search: Search, _ rows: [some StoredResource], _ exchange: Exchange
    ) async throws -> Response {
        try await SharedPool.run(if: search.projection.isMuch(bytes(of: rows))) {
            answer(total, search.page, try rows.map { try $0.json(below: exchange.baseURL, search.projection) })
        }
    }

    private static func bytes(of rows: [some StoredResource]) -> Int {
        rows.reduce(0) { $0 + $1.storedBytes }
    }

    private static func answer(_ total: Int64, _ page: Page, _ resources: [[UInt8]]) -> Response {
        .message(
            ListResponse.write(
                totalResults: Int(clamping: total), startIndex: page.startIndex, resources: resources))
    }

    private static func userPage(_ search: Search, _ exchange: Exchange) -> Query<[User]> {
        Users.page(
            where: search.predicate, order: search.order, offset: Int64(search.page.offset), limit: search.page.count,
            groupsBase: search.projection.includes(attributeNamed: "groups") ? exchange.baseURL : nil)
    }

    private static func groupPage(_ search: Search, _ exchange: Exchange) -> Query<[Group]> {
        Groups.page(
            where: search.predicate, order: search.order, offset: Int64(search.page.offset), limit: search.page.count,
            members: exchange.members(search.projection))
    }
}
