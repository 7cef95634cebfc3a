import Directory
import FoundationEssentials
import Postgres
import TestHarness
import Testing

@Suite("Changes that stay in their page")
struct InPlaceUpdateTests {
    /// What touches no index, by the table that it changes; and the one that cannot.
    private static let changes: [(statement: String, table: String, isInPlace: Bool)] = [
        ("change a person", "users", true),
        ("touch a group", "groups", true),
        ("revoke keys", "keys", true),
        ("end sessions", "sessions", true),
        ("soft-delete a membership", "memberships", true),
        // The index of people whose data is due to go knows who is deactivated, and since when.
        ("deactivate a person", "users", false),
    ]

    @Test("Nothing that is changed all day touches an index, except that somebody leaves", arguments: changes)
    func inPlace(statement: String, table: String, isInPlace: Bool) async throws {
        try await TestDatabase.with { database in
            var population = GrowthPopulation()
            try await population.grow(database, tenants: 2, people: 20)
            let change = try #require(GrowthStatement.all.first { $0.name == statement })
            try await database.connected(as: change.role) { connected in
                let (_, _, counts) = try await connected.pipeline(
                    PlannedStatements.bind(GrowthPopulation.large),
                    Query<Void>(SQL(unnamed: change.statement.sql.text), change.statement.values),
                    Query<[String]>.one(
                        SQL(
                            unnamed: """
                                SELECT pg_stat_get_xact_tuples_updated('muster.\(table)'::regclass),
                                       pg_stat_get_xact_tuples_hot_updated('muster.\(table)'::regclass)
                                """)
                    ) { try [$0.decode(0), $0.decode(1)] })
                #expect(counts == (isInPlace ? ["1", "1"] : ["1", "0"]))
            }
        }
    }
}
