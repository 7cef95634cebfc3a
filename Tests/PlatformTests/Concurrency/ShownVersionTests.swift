import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

@Suite("The version and the time of what is shown", .sharedPlatform)
struct ShownVersionTests {
    @Test("A person's move forward with each change of their groups and their names, and with nothing else")
    func groups() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let (ada, eve) = (try await tenant.createUser("ada"), try await tenant.createUser("eve"))
            let first = try await tenant.createGroup("First")
            let second = try await tenant.createGroup("Second", members: [eve])
            let changes: [(String, String, JSON?)] = [
                ("PATCH", "/Groups/\(first)", .patch("add", "members", .members([ada]))),
                ("PATCH", "/Groups/\(first)", .replacing("displayName", with: "FIRST")),
                ("PUT", "/Groups/\(second)", ["displayName": "Second", "members": .members([ada])]),
                ("PATCH", "/Groups/\(second)", .replacing("displayName", with: "Other")),
                ("PATCH", "/Users/\(ada)", .replacing("title", with: "Countess")),
                ("PATCH", "/Groups/\(first)", .patch("remove", "members[value eq \"\(ada)\"]", nil)),
                ("PATCH", "/Groups/\(first)", .patch("add", "members", .members([ada]))),
                ("DELETE", "/Groups/\(second)", nil),
            ]
            var seen = [try await ShownVersion(of: ada, tenant)]
            for (method, path, body) in changes {
                let answer = try await tenant.send(method, path, body)
                #expect((200..<300).contains(answer.status), "\(answer.text)")
                let (former, now) = (seen[seen.count - 1], try await ShownVersion(of: ada, tenant))
                #expect(!seen.contains { $0.version == now.version }, "\(method) \(path)")
                #expect(now.time > former.time, "\(method) \(path)")
                #expect(try await Self.status(ada, "If-None-Match", former.version, tenant) == 200)
                #expect(try await Self.status(ada, "If-None-Match", now.version, tenant) == 304)
                seen.append(now)
            }
            let unrelated: [(String, JSON)] = [
                ("/Groups/\(first)", .patch("add", "members", .members([ada, eve]))),
                ("/Groups/\(first)", .replacing("displayName", with: "FIRST")),
                ("/Groups/\(first)", .replacing("externalId", with: "g1")),
            ]
            for (path, body) in unrelated { #expect(try await tenant.send("PATCH", path, body).status == 200) }
            #expect(try await ShownVersion(of: ada, tenant) == seen[seen.count - 1])
        }
    }

    @Test("If-Match guards a person's own data, whatever happens to the groups meanwhile")
    func guarded() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let ada = try await tenant.createUser("ada")
            let group = try await tenant.createGroup("Team", members: [ada])
            let known = try await ShownVersion(of: ada, tenant).version
            let renamed = try await tenant.send("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Other"))
            #expect(renamed.status == 200)
            let change = JSON.replacing("title", with: "Countess")
            let path = "/Users/\(ada)"
            #expect(try await tenant.send("PATCH", path, change, headers: [("If-Match", known)]).status == 200)
            let next = JSON.replacing("title", with: "Lady")
            #expect(try await tenant.send("PATCH", path, next, headers: [("If-Match", known)]).status == 412)
        }
    }

    @Test(
        "The answer to a change has the version, the time and the groups that a GET then has, and a filter finds them")
    func answers() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let ada = try await tenant.createUser("ada")
            let group = try await tenant.createGroup("Team", members: [ada])
            _ = try await tenant.send("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Other"))
            for title in ["Countess", "Countess", "Lady"] {
                let answer = try await tenant.send("PATCH", "/Users/\(ada)", .replacing("title", with: .string(title)))
                let shown = try await tenant.send("GET", "/Users/\(ada)")
                #expect(try answer.json == shown.json)
                #expect(answer.header("ETag") == shown.header("ETag"))
            }
            let shown = try await ShownVersion(of: ada, tenant)
            let version = shown.version.replacing("\"", with: "\\\"")
            for filter in ["meta.version eq \"\(version)\"", "meta.lastModified eq \"\(shown.time)\""] {
                #expect(try await tenant.found("/Users", "\(filter) and userName eq \"ada\"").count == 1, "\(filter)")
            }
            for query in ["?attributes=userName,meta", "?excludedAttributes=groups"] {
                #expect(try await tenant.send("GET", "/Users/\(ada)\(query)").header("ETag") == shown.version)
            }
        }
    }

    @Test("A new name of a group writes nothing with the people who are in it")
    func renaming() async throws {
        try await SharedPlatform.withTenant { platform, tenant async throws in
            var people: [String] = []
            for number in 0..<20 { people.append(try await tenant.createUser("person\(number)")) }
            let group = try await tenant.createGroup("Team", members: people)
            let rows = """
                SELECT (SELECT string_agg(xmin::text, ' ' ORDER BY id) FROM muster.users WHERE tenant_id = $1),
                       (SELECT string_agg(xmin::text, ' ' ORDER BY user_id) FROM muster.user_groupings
                         WHERE tenant_id = $1)
                """
            let id = Value.text(tenant.id.uuidString)
            let before = try await platform.inspect(rows, [id])
            let versions = try await ShownVersion(of: people[7], tenant)
            let answer = try await tenant.send("PATCH", "/Groups/\(group)", .replacing("displayName", with: "Other"))
            #expect(answer.status == 200)
            #expect(try await platform.inspect(rows, [id]) == before)
            #expect(try await ShownVersion(of: people[7], tenant).version != versions.version)
        }
    }

    @Test("While people, members and names change at the same time, nobody sees two states under one version or time")
    func parallel() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let ada = try await tenant.createUser("ada")
            var groups: [String] = []
            for number in 0..<4 { groups.append(try await tenant.createGroup("Group \(number)", members: [ada])) }
            let renamed = groups[0]
            try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for group in groups {
                    tasks.addTask {
                        try await Self.send(
                            tenant,
                            (0..<10).map { turn in
                                let change: JSON =
                                    turn.isMultiple(of: 2)
                                    ? .patch("remove", "members[value eq \"\(ada)\"]", nil)
                                    : .patch("add", "members", .members([ada]))
                                return ("/Groups/\(group)", change)
                            })
                    }
                }
                tasks.addTask {
                    try await Self.send(
                        tenant,
                        (0..<20).map { turn in
                            ("/Users/\(ada)", .replacing("title", with: .string("title \(turn)")))
                        })
                }
                tasks.addTask {
                    try await Self.send(
                        tenant,
                        (0..<20).map { turn in
                            ("/Groups/\(renamed)", .replacing("displayName", with: .string("name \(turn)")))
                        })
                }
                tasks.addTask { try await ShownVersion.watch(ada, tenant) }
                for try await isDone in tasks { #expect(isDone) }
            }
        }
    }

    @Test("Changes of one person, or of one group, that follow one another at once each have a time of their own")
    func times() async throws {
        try await SharedPlatform.withTenant { _, tenant async throws in
            let user = try await tenant.createUser("ada")
            let group = try await tenant.createGroup("Team")
            for (path, name) in [("/Users/\(user)", "displayName"), ("/Groups/\(group)", "displayName")] {
                let times = try await withThrowingTaskGroup(of: JSON?.self) { tasks in
                    for number in 0..<30 {
                        tasks.addTask {
                            let change = JSON.replacing(name, with: .string("name \(number)"))
                            return try await tenant.send("PATCH", path, change).json["meta"]?["lastModified"]
                        }
                    }
                    return try await tasks.reduce(into: Set<JSON?>()) { $0.insert($1) }
                }
                #expect(times.count == 30)
            }
        }
    }

    private static func status(
        _ user: String, _ header: String, _ version: String, _ tenant: TestTenant
    ) async throws -> Int {
        try await tenant.send("GET", "/Users/\(user)", headers: [(header, version)]).status
    }

    private static func send(_ tenant: TestTenant, _ changes: [(String, JSON)]) async throws -> Bool {
        for (path, change) in changes {
            guard try await tenant.send("PATCH", path, change).status == 200 else { return false }
        }
        return true
    }
}
