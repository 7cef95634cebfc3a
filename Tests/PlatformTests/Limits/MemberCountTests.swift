import Administration
import Directory
import JSON
import TestHarness
import Testing

@Suite("The count on a group's row")
struct MemberCountTests {
    /// A thing that changes who is in which group.
    private enum Step: CaseIterable {
        case add, remove, removeMany, replace, empty, addAndRemove, put, deletePerson, deleteGroup, leaveAndUndo
        case anonymise
    }

    private static let wrong = """
        SELECT count(*) FROM muster.groups g
         WHERE g.member_count <> (SELECT count(*) FROM muster.group_members m WHERE m.group_id = g.id)
        """

    @Test("is how many members it has, whatever is done in whatever order", arguments: [1, 2, 3])
    func randomWalk(seed: UInt64) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            try await platform.holdEverybody(of: tenant)
            var random = SeededGenerator(seed: seed)
            var walk = try await Walk(tenant, platform)
            for _ in 0..<60 {
                guard let step = Step.allCases.randomElement(using: &random) else { continue }
                try await walk.take(step, &random)
                #expect(try await platform.count(Self.wrong) == 0, "after \(step)")
            }
            #expect(try await platform.count("SELECT count(*) FROM muster.group_members") > 0)
        }
    }

    private struct Walk {
        private let tenant: TestTenant
        private let platform: RunningPlatform
        private var people: [String] = []
        private var groups: [String] = []
        private var made = 0

        init(_ tenant: TestTenant, _ platform: RunningPlatform) async throws {
            self.tenant = tenant
            self.platform = platform
            while people.count < 12 { try await addPerson() }
            while groups.count < 3 { try await addGroup() }
        }

        private mutating func addPerson() async throws {
            made += 1
            people.append(try await tenant.createUser("user\(made)"))
        }

        private mutating func addGroup() async throws {
            made += 1
            groups.append(try await tenant.createGroup("Group \(made)", members: Array(people.prefix(5))))
        }

        mutating func take(_ step: Step, _ random: inout SeededGenerator) async throws {
            let some = Array(people.shuffled(using: &random).prefix(Int.random(in: 1...6, using: &random)))
            guard let group = groups.randomElement(using: &random) else { return }
            let path = "/Groups/\(group)"
            switch step {
            case .add: try await patch(path, .patch("add", "members", .members(some)))
            case .remove: try await patch(path, .patch("remove", "members[value eq \"\(some[0])\"]", nil))
            case .removeMany: try await patch(path, .patch("remove", "members", .members(some)))
            case .replace: try await patch(path, .patch("replace", "members", .members(some)))
            case .empty: try await patch(path, .patch("remove", "members", nil))
            case .addAndRemove:
                try await patch(
                    path,
                    .patch([
                        .operation("add", "members", .members(some)),
                        .operation("remove", "members", .members(Array(some.prefix(2)))),
                    ]))
            case .put:
                let body: JSON = ["displayName": .string("Group \(group)"), "members": .members(some)]
                #expect(try await tenant.send("PUT", path, body).status == 200)
            case .deletePerson: try await delete(some[0])
            case .deleteGroup:
                #expect(try await tenant.send("DELETE", path).status == 204)
                groups.removeAll { $0 == group }
                try await addGroup()
            case .leaveAndUndo:
                let left = try await platform.administrator.unfinishedHolds(of: nil).count
                try await delete(some[0])
                guard left == 0 else { return }
                _ = try await platform.administrator.undoHold(try await platform.openHold(), of: .id(tenant.id))
            case .anonymise:
                try await delete(some[0])
                _ = try await platform.administrator.anonymise(UserReference(some[0]), of: .id(tenant.id))
            }
        }

        private func patch(_ path: String, _ body: JSON) async throws {
            #expect(try await tenant.send("PATCH", path, body).status == 200)
        }

        private mutating func delete(_ user: String) async throws {
            #expect(try await tenant.send("DELETE", "/Users/\(user)").status == 204)
            people.removeAll { $0 == user }
            try await addPerson()
        }
    }
}
