import Directory
import FoundationEssentials
import JSON
import Postgres
import TestHarness
import Testing

/// Expects that PostgreSQL refuses, for one reason and no other.
func expectRefusal(
    _ state: SQLState, _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    let error = await #expect(throws: DatabaseError.self, "\(what)", sourceLocation: sourceLocation) {
        try await body()
    }
    #expect(error?.sqlState == state, "\(what): \(String(reflecting: error))", sourceLocation: sourceLocation)
}
