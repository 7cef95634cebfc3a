internal import Directory
internal import Postgres
internal import SCIM

/// A search over both resource types, as one list: all people, then all groups.
struct RootSearch {
    private let users: Search?
    private let groups: Search?
    private let page: Page
    /// What is returned of a person.
    let userProjection: Projection
    /// What is returned of a group.
    let groupProjection: Projection

    /// Understands a request for whichever types know its attributes.
    ///
    /// - Throws: the error for people, where neither type understands it.
    init(_ request: SearchRequest, baseURL: String) throws(SCIMError) {
        page = request.page
        userProjection = try request.projection(for: .user)
        groupProjection = try request.projection(for: .group)
        let asUsers = Result { () throws(SCIMError) in try Search.users(request, below: baseURL) }
        let asGroups = Result { () throws(SCIMError) in try Search.groups(request, below: baseURL) }
        if case .failure(let error) = asUsers, case .failure = asGroups { throw error }
        users = try? asUsers.get()
        groups = try? asGroups.get()
    }

    /// How many people match.
    var countUsers: Query<Int64> { Users.count(where: users?.predicate ?? .nothing) }

    /// How many groups match.
    var countGroups: Query<Int64> { Groups.count(where: groups?.predicate ?? .nothing) }

    /// The part of the page that each type fills.
    func split(userCount: Int64) -> (users: Range<Int64>, groups: Range<Int64>) {
        let start = Int64(page.offset)
        let (sum, overflow) = start.addingReportingOverflow(Int64(page.count))
        let end = overflow ? .max : sum
        let boundary = min(max(userCount, start), end)
        return (start..<boundary, max(0, boundary - userCount)..<max(0, end - userCount))
    }

    /// The people on the page.
    func users(_ range: Range<Int64>, _ caller: Caller) -> Query<PartOfPage<User>> {
        Users.page(
            where: users?.predicate ?? .nothing, order: users?.order, offset: range.lowerBound,
            limit: range.count,
            groupsBase: userProjection.includes(attributeNamed: "groups") ? caller.baseURL : nil,
            within: Limits.pageBytes)
    }

    /// The groups on the page.
    func groups(_ range: Range<Int64>, _ caller: Caller) -> Query<PartOfPage<Group>> {
        Groups.page(
            where: groups?.predicate ?? .nothing, order: groups?.order, offset: range.lowerBound,
            limit: range.count, members: groupProjection.members(upTo: Limits.membersPerAnswer))
    }
}
