import FoundationEssentials
import Postgres
import SCIM
import TestHarness

@testable import Directory

/// A statement of the programs whose cost must not depend on how much there is.
struct GrowthStatement {
    let name: String
    let role: TestDatabase.Role
    let statement: Statement
    /// The most pages that it may touch however much there is; nil where that follows from what it touches in a small
    /// database.
    let mostPages: Int?

    init<Output>(_ name: String, as role: TestDatabase.Role, _ query: Query<Output>, mostPages: Int? = nil) {
        self.name = name
        self.role = role
        statement = query.statement
        self.mostPages = mostPages
    }

    /// The statement with its values, as the text of EXECUTE.
    var call: String {
        let values = statement.values.map(\.literal).joined(separator: ", ")
        return "EXECUTE \"\(name)\"" + (values.isEmpty ? "" : "(\(values))")
    }

    static let all = admission + people + searches + groups + leaving + worker + staff
}

extension GrowthStatement {
    private static let user = GrowthPopulation.user(5)
    private static let outsider = GrowthPopulation.user(0)
    private static let group = GrowthPopulation.group(1)
    private static let base = "https://grown0.example.com/scim/v2"
    private static let connection = Actor(kind: .connection, requestID: "request")

    private static var hostname: Hostname {
        guard let hostname = Hostname(parsing: "grown0.example.com") else {
            preconditionFailure("the test's host name is malformed")
        }
        return hostname
    }

    private static var admission: [GrowthStatement] {
        [
            GrowthStatement(
                "authenticate", as: .app, Access.authenticate(hostname: hostname, digest: GrowthPopulation.digest(0))),
            GrowthStatement("is routed", as: .app, Access.isRouted(hostname)),
            GrowthStatement(
                "renew a token", as: .app, SecretRenewal.token(at: hostname, GrowthPopulation.digests(0))),
            GrowthStatement("renew a key", as: .app, SecretRenewal.belonging(GrowthPopulation.digests(5))),
            GrowthStatement("introspect a key", as: .app, Introspection.find(digest: GrowthPopulation.digest(5))),
        ]
    }

    private static var people: [GrowthStatement] {
        [
            GrowthStatement("read a person", as: .app, Users.find(user, groupsBase: base, within: 65_536)),
            GrowthStatement(
                "read a person without groups", as: .app, Users.find(user, groupsBase: nil, within: 65_536)),
            GrowthStatement("hold a person", as: .app, Users.hold(user)),
            GrowthStatement(
                "read a person who is held", as: .app, Users.held(user, groupsBase: base, within: 65_536)),
            GrowthStatement(
                "add a person", as: .app,
                Users.insert(.version7(), content("new", displayName: "new"), status: .pending)),
            GrowthStatement("change a person", as: .app, change(to: .none)),
            GrowthStatement("deactivate a person", as: .app, change(to: .deactivate)),
            GrowthStatement(
                "delete a person in a large group", as: .app, Users.delete(user, by: Actor(kind: .connection))),
            GrowthStatement("write an event", as: .app, Events.insert(.userUpdated, subject: user, by: connection)),
        ]
    }

    private static func change(to transition: UserTransition) -> Query<ChangeStamp> {
        Users.update(
            user, content("user5.", displayName: "person 5"), transition: transition, from: .active,
            replacingEmails: true, replacingExternalID: true, replacingKeys: ["displayname", "emails"], groupsBase: base
        )
    }

    private static func content(_ name: String, displayName: String) -> UserContent {
        UserContent(
            userName: name, userNameKey: name, displayNameKey: displayName, emailKeys: ["\(name)@example.com"],
            externalID: "of \(name)", document: [UInt8](#"{"userName":"\#(name)"}"#.utf8), keys: [UInt8]("{}".utf8))
    }

    private static var searches: [GrowthStatement] {
        let filters = [
            "userName eq \"user5.\"", "userName sw \"user5.\"", "externalId eq \"x-5\"", "id eq \"\(user.text)\"",
            "emails.value eq \"user5@example.com\"", "emails[type eq \"work\"].value eq \"user5@example.com\"",
            "displayName eq \"person 5\"",
        ]
        return filters.map { filter in
            GrowthStatement(
                filter.replacing("\"", with: ""), as: .app,
                page(where: predicate(filter, SearchableUsers(baseURL: base))))
        } + [
            // A page of a hundred people costs what a hundred people cost.
            GrowthStatement("first page", as: .app, page(where: .everything), mostPages: 2_500)
        ]
    }

    private static func page(where predicate: Directory.Predicate) -> Query<PartOfPage<User>> {
        Users.page(where: predicate, order: nil, offset: 0, limit: 100, groupsBase: base, within: 262_144)
    }

    private static func predicate(_ filter: String, _ rows: any SearchableType) -> Directory.Predicate {
        guard let parsed = try? Filter(parsing: filter, for: rows.type) else {
            preconditionFailure("the test's filter \(filter) is malformed")
        }
        return ConditionCompiler.predicate(for: parsed.condition, over: rows)
    }

    private static var groups: [GrowthStatement] {
        let rows = SearchableGroups(baseURL: base)
        let ofMember = predicate("members eq \"\(user.text)\"", rows)
        let isMember = predicate("id eq \"\(group.text)\" and members eq \"\(user.text)\"", rows)
        let byName = predicate("displayName eq \"Group 1\"", rows)
        return [
            GrowthStatement("read a group without members", as: .app, Groups.find(group, members: .none)),
            GrowthStatement(
                "read a group with its members if they are few", as: .app,
                Groups.find(group, members: .upTo(100)), mostPages: 300),
            GrowthStatement("hold a group", as: .app, Groups.hold(group)),
            GrowthStatement("who of some exists", as: .app, GroupMembers.known([outsider, user])),
            GrowthStatement("who of some is in a group", as: .app, GroupMembers.present([outsider, user], in: group)),
            GrowthStatement("add a member", as: .app, GroupMembers.insert([outsider], into: group)),
            GrowthStatement("remove a member", as: .app, GroupMembers.delete([user], from: group)),
            GrowthStatement("note a member", as: .app, GroupMembers.note([user], of: group)),
            GrowthStatement("touch a group", as: .app, Groups.touch(group)),
            GrowthStatement(
                "rename a group", as: .app,
                Groups.update(group, GroupContent(displayName: "New", displayNameKey: "new", externalID: "new"))),
            GrowthStatement("members eq", as: .app, groupPage(where: ofMember)),
            GrowthStatement("count of members eq", as: .app, Groups.count(where: ofMember)),
            GrowthStatement("id eq and members eq", as: .app, groupPage(where: isMember)),
            GrowthStatement("displayName eq of groups", as: .app, groupPage(where: byName)),
        ]
    }

    private static func groupPage(where predicate: Directory.Predicate) -> Query<PartOfPage<Group>> {
        Groups.page(where: predicate, order: nil, offset: 0, limit: 100, members: .none)
    }

    private static var leaving: [GrowthStatement] {
        let person = LockedUser.sample(user)
        return [
            GrowthStatement("begin to leave", as: .app, Offboardings.begin(person, isDeletion: true, by: connection)),
            GrowthStatement("lock the groups of a person", as: .app, Groups.lockAll(of: user)),
        ]
            + Offboardings.beginReturn(person).enumerated().map { place, query in
                GrowthStatement("begin to return, \(place + 1)", as: .app, query)
            }
    }

    private static var worker: [GrowthStatement] {
        let occasion = Occasion(user: user, generation: 1, job: 1, attempt: 1)
        return [
            GrowthStatement("revoke keys", as: .worker, Effect.revokeKeys(occasion)),
            GrowthStatement("end sessions", as: .worker, Effect.endSessions(occasion)),
            GrowthStatement("soft-delete a membership", as: .worker, Effect.softDeleteMembership(occasion)),
            GrowthStatement("what to notify", as: .worker, Notice.find(user: user, generation: 1)),
            GrowthStatement("look for people to anonymise", as: .worker, Offboardings.enqueueAnonymisations(limit: 10)),
        ]
    }

    private static var staff: [GrowthStatement] {
        [
            GrowthStatement("events of a tenant", as: .admin, Events.page(after: 0, subject: nil, limit: 5)),
            GrowthStatement("events of a person", as: .admin, Events.page(after: 0, subject: user, limit: 100)),
            GrowthStatement("events of a request", as: .admin, Events.inRequest("made", subject: user)),
            GrowthStatement("feed", as: .app, EventFeed.page(after: .start, limit: 5)),
            GrowthStatement("a person for staff", as: .admin, UserDetails.find(user)),
        ]
    }
}
