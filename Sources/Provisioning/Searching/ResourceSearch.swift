internal import Directory
internal import Postgres
internal import Reactor
internal import SCIM

/// Lists and searches (RFC 7644 sections 3.4.2 and 3.4.3).
enum ResourceSearch {
    /// GET /Users or POST /Users/.search: one round trip, two for a page that turns out to be large.
    static func users(_ caller: Caller, _ request: SearchRequest) async throws -> [UInt8] {
        let search = try Search.users(request, below: caller.baseURL)
        return try await list(
            caller, search, Users.count(where: search.predicate), refusal: .tooManyGroups,
            upTo: LargeWork.ordinaryPageBytes, Limits.pageBytes
        ) { userPage(search, caller, within: $0) }
    }

    /// GET /Groups or POST /Groups/.search: one round trip, two for a page that turns out to have many members.
    static func groups(_ caller: Caller, _ request: SearchRequest) async throws -> [UInt8] {
        let search = try Search.groups(request, below: caller.baseURL)
        return try await list(
            caller, search, Groups.count(where: search.predicate), refusal: .tooManyMembers,
            upTo: LargeWork.ordinaryMembers, Limits.membersPerAnswer
        ) { groupPage(search, caller, members: $0) }
    }

    /// GET / or POST /.search: people first, then groups, on one list. Two round trips, and one to see who asks.
    ///
    /// A filter has to be understood for at least one of the types; the other type then has no match.
    static func everything(_ caller: Caller, _ request: SearchRequest) async throws -> [UInt8] {
        let searches = try RootSearch(request, baseURL: caller.baseURL)
        return try await caller.large { try await everything(caller, searches, request.page) }
    }
}

extension ResourceSearch {
    private static func everything(
        _ caller: Caller, _ searches: RootSearch, _ page: Page
    ) async throws -> [UInt8] {
        let (total, users, groups) = try await caller.database.transaction { transaction in
            let (access, userCount, groupCount) = try await transaction.pipeline(
                caller.authenticate, searches.countUsers, searches.countGroups)
            caller.admit(access)
            let split = searches.split(userCount: userCount)
            let (users, groups) = try await transaction.finish(
                searches.users(split.users, caller), searches.groups(split.groups, caller))
            return (userCount + groupCount, users, groups)
        }
        // Where the people end early, the groups come on a later page.
        let shownGroups = users.isCut ? [] : groups.rows
        let isCut = users.isCut || groups.isCut
        if isCut, users.rows.isEmpty, shownGroups.isEmpty {
            throw users.isCut ? SCIMError.tooManyGroups : SCIMError.tooManyMembers
        }
        try check(page, shown: users.rows.count + shownGroups.count, of: total, isCut: isCut)
        let people = try await rendered(users.rows, searches.userProjection, caller)
        let others = try await rendered(shownGroups, searches.groupProjection, caller)
        return answer(total, page, people + others)
    }

    /// - Parameters:
    ///   - refusal: what is said where not even the first resource fits.
    ///   - ordinary: what is read at first, of whatever the page is measured in.
    ///   - largest: what is read where that was not enough.
    private static func list<Row: StoredResource & Sendable>(
        _ caller: Caller, _ search: Search, _ count: @autoclosure () -> Query<Int64>, refusal: SCIMError,
        upTo ordinary: Int, _ largest: Int, _ page: (Int) -> Query<PartOfPage<Row>>
    ) async throws -> [UInt8] {
        func answer(_ part: PartOfPage<Row>, _ total: Int64) async throws -> [UInt8] {
            try check(search.page, shown: part.rows.count, of: total, isCut: part.isCut)
            return self.answer(total, search.page, try await rendered(part.rows, search.projection, caller))
        }
        if !search.isWalk {
            let (part, total) = try await read(caller, search, page(ordinary), count())
            if !part.isCut { return try await answer(part, total) }
        }
        return try await caller.large {
            let (part, total) = try await read(caller, search, page(largest), count())
            guard !part.rows.isEmpty || !part.isCut else { throw refusal }
            return try await answer(part, total)
        }
    }

    private static func read<Row>(
        _ caller: Caller, _ search: Search, _ page: Query<PartOfPage<Row>>,
        _ count: @autoclosure () -> Query<Int64>
    ) async throws -> (part: PartOfPage<Row>, total: Int64) {
        if search.isCountedByRows {
            let (access, part) = try await caller.database.pipeline(caller.authenticate, page)
            caller.admit(access)
            return (part, Int64(part.wholeCount))
        }
        let (access, part, total) = try await caller.database.pipeline(caller.authenticate, page, count())
        caller.admit(access)
        return (part, total)
    }

    /// Refuses a page that ends early, unless the client has to look how many resources came.
    ///
    /// Many clients go on by the number that they asked for (`startIndex + count`). They would never see what is left
    /// out, so a page that was asked for by its size is whole, or refused.
    private static func check(_ page: Page, shown count: Int, of total: Int64, isCut: Bool) throws {
        guard let asked = page.askedCount else { return }
        guard !isCut else { throw SCIMError.pageTooLarge(fitting: count) }
        guard asked <= Limits.maximumPage || Int(clamping: total) - page.offset <= Limits.maximumPage else {
            throw SCIMError.pageTooLarge(fitting: Limits.maximumPage)
        }
    }

    private static func rendered(
        _ rows: [some StoredResource], _ projection: Projection, _ caller: Caller
    ) async throws -> [[UInt8]] {
        try await SharedPool.run(if: projection.isMuch(rows.reduce(0) { $0 + $1.storedBytes })) {
            try rows.map { try $0.json(below: caller.baseURL, projection) }
        }
    }

    private static func answer(_ total: Int64, _ page: Page, _ resources: [[UInt8]]) -> [UInt8] {
        ListResponse.write(
            totalResults: Int(clamping: total), startIndex: page.startIndex, resources: resources)
    }

    private static func userPage(
        _ search: Search, _ caller: Caller, within bytes: Int
    ) -> Query<PartOfPage<User>> {
        let page = Users.page(
            where: search.predicate, order: search.order, offset: Int64(search.page.offset), limit: search.page.count,
            groupsBase: search.projection.includes(attributeNamed: "groups") ? caller.baseURL : nil, within: bytes)
        return search.isCountedByRows && bytes <= LargeWork.ordinaryPageBytes ? page.short : page
    }

    private static func groupPage(
        _ search: Search, _ caller: Caller, members limit: Int
    ) -> Query<PartOfPage<Group>> {
        let page = Groups.page(
            where: search.predicate, order: search.order, offset: Int64(search.page.offset), limit: search.page.count,
            members: search.projection.members(upTo: limit))
        return search.isCountedByRows && limit <= LargeWork.ordinaryMembers ? page.short : page
    }
}
