import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("The cost of statements as tenants and groups grow", .serialized)
struct FlatGrowthTests {
    /// Indexes get higher, and what was in one page may be in two.
    private static func affordable(_ pagesInSmall: Int) -> Int { pagesInSmall * 2 + 12 }

    /// A plan is made while the smallest tenant is bound, and then serves the largest: 11 people at first, and 100,000
    /// beside 100,000 other tenants afterwards. Counted are pages, which depend on no machine.
    @Test(
        "No statement costs more with 100,000 tenants, and 100,000 people of one of them in one group",
        .disabled(if: TestDatabase.isPooled, "it prepares statements by name, in a session of its own"))
    func pages() async throws {
        try await TestDatabase.with { database in
            var population = GrowthPopulation()
            try await database.inspect(GrowthPopulation.peppers)
            try await PlannedStatements.with(database, GrowthStatement.all) { early in
                try await population.grow(database, tenants: 10, people: 11)
                let small = try await early.plans()
                try await population.grow(database, tenants: 100_000, people: 100_000)
                expect(try await early.plans(), asCheapAs: small, "planned when there was little")
                try await PlannedStatements.with(database, GrowthStatement.all) { fresh in
                    expect(try await fresh.plans(), asCheapAs: small, "planned before statistics were taken")
                }
                try await database.inspect("ANALYZE")
                try await PlannedStatements.with(database, GrowthStatement.all) { fresh in
                    expect(try await fresh.plans(), asCheapAs: small, "planned with statistics")
                }
            }
        }
    }

    private func expect(_ plans: [QueryPlan], asCheapAs small: [QueryPlan], _ when: String) {
        for (statement, (plan, smallPlan)) in zip(GrowthStatement.all, zip(plans, small)) {
            let most = statement.mostPages ?? Self.affordable(smallPlan.pages)
            #expect(
                plan.pages <= most,
                "\(statement.name), \(when): \(plan.pages) pages after \(smallPlan.pages):\n\(plan.text)")
            #expect(!plan.readsWholeTables, "\(statement.name), \(when):\n\(plan.text)")
        }
    }
}
