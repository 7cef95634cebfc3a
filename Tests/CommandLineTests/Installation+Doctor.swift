import JSON
import Postgres
import TestHarness
import Testing

extension Installation {
    /// What the doctor finds wrong, by the names of the checks.
    func findings() async throws -> (exitCode: Int32, faults: [String: String]) {
        let transcript = await muster("doctor", "--json")
        var faults: [String: String] = [:]
        for finding in try transcript.json.arrayValue ?? [] {
            #expect(finding.objectValue?.names == ["check", "ok", "detail", "advice"])
            guard finding["ok"] == false, let check = finding["check"]?.stringValue else { continue }
            #expect(finding["advice"]?.stringValue?.isEmpty == false)
            faults[check] = finding["detail"]?.stringValue
        }
        return (transcript.exitCode, faults)
    }

    /// Runs a statement as the superuser.
    func administer(_ statement: String) async throws {
        try await database.connected(as: .superuser) { superuser in
            try await superuser.pipeline(Query<Void>(SQL(unnamed: statement)))
        }
    }
}
