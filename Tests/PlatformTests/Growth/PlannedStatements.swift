import Directory
import FoundationEssentials
import Postgres
import TestHarness

/// Statements that are prepared on one connection for each role, and planned while the smallest tenant is bound.
struct PlannedStatements {
    private let statements: [GrowthStatement]
    private let databases: [TestDatabase.Role: Database]

    static func with(
        _ database: TestDatabase, _ statements: [GrowthStatement], _ body: (PlannedStatements) async throws -> Void
    ) async throws {
        let oneConnection = { (configuration: inout Database.Configuration) in
            configuration.maximumConnections = 1
            configuration.sharedConnections = 0
            configuration.minimumConnections = 1
        }
        try await database.connected(as: .app, configure: oneConnection) { app in
            try await database.connected(as: .worker, configure: oneConnection) { worker in
                try await database.connected(as: .admin, configure: oneConnection) { admin in
                    let planned = PlannedStatements(
                        statements: statements, databases: [.app: app, .worker: worker, .admin: admin])
                    for statement in statements { try await planned.prepare(statement) }
                    try await body(planned)
                }
            }
        }
    }

    /// What each statement does for the largest tenant, when nothing has to be looked up for the first time.
    func plans() async throws -> [QueryPlan] {
        var plans: [QueryPlan] = []
        for statement in statements {
            _ = try await explain(statement, boundTo: GrowthPopulation.large, "ANALYZE")
            let lines = try await explain(statement, boundTo: GrowthPopulation.large, "ANALYZE, BUFFERS, TIMING OFF")
            plans.append(QueryPlan(lines: lines))
        }
        return plans
    }

    /// Binds a tenant, and its connection, which has the same identifier.
    static func bind(_ tenant: Int) -> Query<Void> {
        let text = "SELECT set_config('muster.tenant', $1, true), set_config('muster.connection', $1, true)"
        return Query(SQL(unnamed: text), [.uuid(GrowthPopulation.tenant(tenant))])
    }

    private func prepare(_ statement: GrowthStatement) async throws {
        let text = "PREPARE \"\(statement.name)\" AS \(statement.statement.sql.text)"
        _ = try await databases[statement.role]?.rows(text)
        _ = try await explain(statement, boundTo: 1, "COSTS")
    }

    /// Explains a statement in a transaction that is then rolled back.
    private func explain(
        _ statement: GrowthStatement, boundTo tenant: Int, _ options: String
    ) async throws -> [String] {
        var lines: [String] = []
        do {
            try await databases[statement.role]?.transaction { transaction in
                let (_, found) = try await transaction.pipeline(
                    Self.bind(tenant),
                    Query<[String]>.all(SQL(unnamed: "EXPLAIN (\(options)) \(statement.call)")) { try $0.decode(0) })
                lines = found
                throw Undo()
            }
        } catch is Undo {
        } catch {
            throw TestFault(description: "\(statement.name): \(String(reflecting: error))")
        }
        return lines
    }

    /// Rolls a transaction back.
    private struct Undo: Error {}
}
