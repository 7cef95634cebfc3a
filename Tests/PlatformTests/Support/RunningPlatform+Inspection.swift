import Directory
import FoundationEssentials
import Observability
import Platform
import Postgres
import TestHarness

extension RunningPlatform {
    /// The round trips to PostgreSQL so far.
    var roundTrips: Int { server.database.roundTrips }

    /// Everything that was logged.
    var loggedText: String { log.lines.joined(separator: "\n") }

    /// Runs a statement that sees everything, and returns its rows as text.
    @discardableResult
    func inspect(_ text: String, _ values: [Value] = []) async throws -> [[String?]] {
        try await onlooker.before(.now + .seconds(60)).rows(text, values)
    }

    /// The one number that a statement answers with, seeing everything.
    func count(_ text: String, _ values: [Value] = []) async throws -> Int {
        let number = try await inspect(text, values).first?.first?.flatMap { Int($0) }
        guard let number else { throw TestFault(description: "no number from: \(text)") }
        return number
    }

    /// How many events there are, of one thing or of all.
    func events(about subject: String? = nil) async throws -> Int {
        try await count(
            "SELECT count(*) FROM muster.events WHERE $1::uuid IS NULL OR subject_id = $1",
            [subject.map(Value.text) ?? .null])
    }
}

extension TestDatabase {
    /// Runs a statement as the superuser, and returns its rows as text.
    @discardableResult
    func inspect(_ text: String, _ values: [Value] = []) async throws -> [[String?]] {
        let rows: [[String?]] = try await connected(as: .superuser) { superuser in
            try await superuser.before(.now + .seconds(60)).rows(text, values)
        }
        return rows
    }
}

extension Database {
    /// Runs a statement, and returns its rows as text.
    ///
    /// - Parameter tenant: the tenant that the transaction is bound to, if it is to one.
    func rows(_ text: String, _ values: [Value] = [], boundTo tenant: UUID? = nil) async throws -> [[String?]] {
        let statement = Query<[[String?]]>(SQL(unnamed: text), values) { try Self.text(of: $0) }
        let binding = tenant.map { Tenants.bind($0) } ?? Query<Void>(SQL(unnamed: "SELECT 1"))
        let (_, rows) = try await pipeline(binding, statement)
        return rows
    }

    private static func text(of rows: Rows) throws -> [[String?]] {
        try (0..<rows.count).map { row -> [String?] in
            try (0..<rows.columnCount).map { column -> String? in
                let text: String? = try rows[row].decode(column)
                return text
            }
        }
    }
}

/// Something that a test took for granted is not so.
struct TestFault: Error, CustomStringConvertible {
    let description: String
}
