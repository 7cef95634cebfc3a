import JSON
import TestHarness
import Testing

@Suite("Requests at the same time")
struct ParallelWriteTests {
    private static let requests = 50

    @Test("Fifty PATCHes that each add a member leave fifty members and fifty events")
    func addMembers() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let users = try await Self.people(tenant)
            let group = try await tenant.createGroup("Team")
            let before = try await platform.events(about: group)
            let statuses = try await Self.inParallel(users) { user in
                try await tenant.send("PATCH", "/Groups/\(group)", .patch("add", "members", .members([user]))).status
            }
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 204 }, "\(statuses)")
            #expect(try await tenant.members(of: group) == Set(users))
            #expect(try await platform.events(about: group) - before == Self.requests)
            #expect(try await tenant.resource("/Groups/\(group)")["meta"]?["version"] == "W/\"\(Self.requests + 1)\"")
        }
    }

    @Test("Fifty PATCHes, half of which remove what the others do not touch, leave exactly the right members")
    func mixed() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let users = try await Self.people(tenant)
            let (leaving, joining) = (Array(users[..<25]), Array(users[25...]))
            let group = try await tenant.createGroup("Team", members: leaving)
            let statuses = try await Self.inParallel(users) { user in
                let change: JSON =
                    leaving.contains(user)
                    ? .patch("remove", "members[value eq \"\(user)\"]", nil)
                    : .patch("add", "members", .members([user]))
                return try await tenant.send("PATCH", "/Groups/\(group)", change).status
            }
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 204 }, "\(statuses)")
            #expect(try await tenant.members(of: group) == Set(joining))
        }
    }

    @Test("Fifty POSTs of one name, in whatever writing, make one resource; the others are told 409 uniqueness")
    func sameName() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            for (path, attribute) in [("/Users", "userName"), ("/Groups", "displayName")] {
                let names = (0..<Self.requests).map { ["\u{e9}va@example.com", "E\u{301}VA@example.com"][$0 % 2] }
                let answers = try await Self.inParallel(names) { name in
                    try await tenant.send("POST", path, [attribute: .string(name)])
                }
                #expect(answers.count { $0.status == 201 } == 1)
                let refused = answers.filter { $0.status == 409 && $0.isSCIMError && $0.scimType == "uniqueness" }
                #expect(refused.count == Self.requests - 1)
                #expect(try await tenant.resource(path)["totalResults"] == 1)
            }
            #expect(try await platform.count("SELECT count(*) FROM muster.events WHERE kind LIKE '%.created'") == 2)
        }
    }

    @Test("Changes of one person follow one another: each version is given once, and none is lost")
    func onePerson() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let numbers = Array(0..<Self.requests)
            let tags = try await Self.inParallel(numbers) { number in
                let value: JSON = [["value": "+49 \(number)", "type": .string("t\(number)")]]
                return try await tenant.send("PATCH", "/Users/\(user)", .patch("add", "phoneNumbers", value))
                    .header("ETag")
            }
            #expect(Set(tags.compactMap(\.self)).count == Self.requests)
            let phones = try await tenant.resource("/Users/\(user)")["phoneNumbers"]?.arrayValue
            #expect(phones?.count == Self.requests)
        }
    }

    @Test("Of PATCHes that all name the version they know, one is done and the others are told 412")
    func ifMatch() async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let user = try await tenant.createUser("ada@example.com")
            let statuses = try await Self.inParallel(Array(0..<20)) { number in
                try await tenant.send(
                    "PATCH", "/Users/\(user)", .replacing("title", with: .string("\(number)")),
                    headers: [("If-Match", "W/\"1\"")]
                ).status
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 19))
        }
    }

    private static func people(_ tenant: TestTenant) async throws -> [String] {
        var users: [String] = []
        for number in 0..<requests { users.append(try await tenant.createUser("user\(number)@example.com")) }
        return users
    }

    private static func inParallel<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: Output.self) { group in
            for input in inputs { group.addTask { try await body(input) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
