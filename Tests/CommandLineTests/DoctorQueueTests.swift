import Administration
import JSON
import Postgres
import TestHarness
import Testing

@Suite("muster doctor, of queues and feeds")
struct DoctorQueueTests {
    @Test(
        "A job that has been due for a minute is a fault, one that is due for less is none",
        arguments: [(50, true), (61, false)])
    func stuckQueue(seconds: Int, isHealthy: Bool) async throws {
        try await Installation.withPerson { installation, person in
            try await installation.addJob(about: person, "queued", dueFor: seconds)
            let (exitCode, faults) = try await installation.findings()
            #expect(exitCode == (isHealthy ? 0 : 1))
            #expect((faults["queue"] == nil) == isHealthy)
        }
    }

    @Test("Dead jobs are a warning, which is no failure")
    func deadJobs() async throws {
        try await Installation.withPerson { installation, person in
            try await installation.addJob(about: person, "dead")
            let transcript = await installation.muster("doctor")
            #expect(transcript.exitCode == 0)
            let line = transcript.output.split(separator: "\n").first { $0.contains("dead-jobs") }
            #expect(line?.hasPrefix("warn") == true)
            #expect(line?.hasSuffix("1 job has failed for good") == true)
        }
    }

    @Test("A feed that waits for a forgotten transaction is found, and the transaction is named")
    func feed() async throws {
        try await Installation.with { installation in
            try await installation.database.connected(as: .superuser) { forgotten in
                try await forgotten.transaction { transaction in
                    try await transaction.pipeline(Query<Void>(SQL(unnamed: "SELECT pg_current_xact_id()")))
                    try await installation.database.connected(as: .superuser) { database in
                        _ = try await database.pipeline(
                            Query<Void>(
                                SQL(
                                    unnamed: """
                                        INSERT INTO muster.events (tenant_id, kind, actor_kind, subject_kind, occurred_at)
                                        VALUES (gen_random_uuid(), 'k', 'worker', 'user', now() - interval '61 s')
                                        """)))
                    }
                    let (exitCode, faults) = try await installation.findings()
                    #expect(exitCode == 1)
                    // Of the whole cluster the oldest, which may be another test's.
                    let pattern = /events have waited for 6\d s: process \d+ of .+ in the database .+ has not ended/
                    #expect(try faults["feed"].map { try pattern.wholeMatch(in: $0) != nil } == true, "\(faults)")
                    try await transaction.finish()
                }
            }
        }
    }
}
