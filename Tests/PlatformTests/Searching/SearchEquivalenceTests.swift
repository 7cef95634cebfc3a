import FoundationEssentials
import JSON
import Postgres
import SCIM
import TestHarness
import Testing

@Suite("A search finds what an evaluation in memory finds")
struct SearchEquivalenceTests {
    private static let searches = 250

    @Test("People: random filters, orders and pages", arguments: SeededGenerator.seeds)
    func people(seed: UInt64) async throws {
        try await compare(.user, seed: seed)
    }

    @Test("Groups: random filters, orders and pages", arguments: SeededGenerator.seeds)
    func groups(seed: UInt64) async throws {
        try await compare(.group, seed: seed)
    }

    private func compare(_ type: ResourceType, seed: UInt64) async throws {
        try await Self.withPopulation(seed: seed) { tenant in
            let reference = ReferenceSearch(type: type, population: try await Self.all(type, tenant))
            var filters = RandomFilter(for: type, population: reference.population, seed: seed)
            var random = SeededGenerator(seed: ~seed)
            var found = 0
            for number in 0..<Self.searches {
                let filter = number < 20 ? nil : filters.text()
                let sortBy = random.oneIn(2) ? filters.sortPath() : nil
                let search = PagedSearch(filter: filter, sortBy: sortBy, &random)
                let expected = reference.ids(filter: filter, sortBy: sortBy, isDescending: search.isDescending)
                let answer = try await search.send(to: tenant, type.endpoint, usingPost: random.oneIn(2))
                found += search.check(answer, expected, "seed \(seed), search \(number)")
            }
            #expect(found > 100, "seed \(seed): filters that find nothing prove nothing")
        }
    }

    @Test("Both types at once: people first, then groups", arguments: SeededGenerator.seeds)
    func everything(seed: UInt64) async throws {
        try await Self.withPopulation(seed: seed) { tenant in
            let users = ReferenceSearch(type: .user, population: try await Self.all(.user, tenant))
            let groups = ReferenceSearch(type: .group, population: try await Self.all(.group, tenant))
            var userFilters = RandomFilter(for: .user, population: users.population, seed: seed)
            var groupFilters = RandomFilter(for: .group, population: groups.population, seed: seed)
            var random = SeededGenerator(seed: ~seed)
            for number in 0..<80 {
                let filter = random.oneIn(2) ? userFilters.text(depth: 1) : groupFilters.text(depth: 1)
                let search = PagedSearch(filter: filter, sortBy: nil, &random)
                let (found, alsoFound) = (users.ids(filter: filter), groups.ids(filter: filter))
                let expected = found == nil && alsoFound == nil ? nil : (found ?? []) + (alsoFound ?? [])
                let answer = try await search.send(to: tenant, "", usingPost: random.oneIn(2))
                _ = search.check(answer, expected, "seed \(seed), search \(number)")
            }
        }
    }

    private static func withPopulation(seed: UInt64, _ body: (TestTenant) async throws -> Void) async throws {
        try await RunningPlatform.with { platform in
            let tenant = try await TestTenant.onboard(platform)
            let other = try await platform.inspect(
                "INSERT INTO muster.connections (tenant_id, name) VALUES ($1, 'other') RETURNING id",
                [.uuid(tenant.id)])
            let connection = try #require(other.first?.first?.flatMap { UUID(uuidString: $0) })
            let token = try await TestTenant.issueToken(platform, tenant: tenant.id, connection: connection)
            var population = RandomPopulation(seed: seed)
            try await population.fill(tenant, otherToken: token)
            try await body(tenant)
        }
    }

    private static func all(_ type: ResourceType, _ tenant: TestTenant) async throws -> [JSON.Object] {
        let list = try await tenant.resource("\(type.endpoint)?count=1000")
        let resources = try #require(list["Resources"]?.arrayValue).compactMap(\.objectValue)
        try #require(resources.count > 5)
        return resources
    }
}
