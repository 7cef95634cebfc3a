import FoundationEssentials
import JSON
import Postgres
import TestHarness

@testable import Jobs

/// A queue of a test's own, as each of the roles sees it.
struct TestQueue: Sendable {
    let test: TestDatabase
    let app: Database
    let worker: Database
    let admin: Database
    let superuser: Database

    static func with(_ body: (TestQueue) async throws -> Void) async throws {
        try await TestDatabase.with { test in
            try await test.connected(as: .app) { app in
                try await test.connected(as: .worker) { worker in
                    try await test.connected(as: .admin) { admin in
                        try await test.connected(as: .superuser) { superuser in
                            try await body(
                                TestQueue(test: test, app: app, worker: worker, admin: admin, superuser: superuser))
                        }
                    }
                }
            }
        }
    }

    /// Enqueues as the server does.
    @discardableResult
    func enqueue(_ tenant: UUID, _ jobs: [NewJob]) async throws -> [Int64] {
        try await app.pipeline(Self.bind(tenant), Jobs.enqueue(jobs)).1
    }

    /// Claims as a worker does.
    func claim(
        _ wanted: Int = 100, perTenant: Int = 100, lane: JobLane = .standard, lease: Duration = .seconds(30),
        as name: String = "test", behind tenant: UUID = .lowest
    ) async throws -> [Claim] {
        var configuration = Worker.Configuration()
        configuration.name = name
        configuration.lane = lane
        configuration.concurrencyPerTenant = perTenant
        configuration.lease = lease
        return try await worker.pipeline(Jobs.claim(configuration, wanted: wanted, behind: tenant))
    }

    /// Runs a statement about a claim, as a worker does.
    func tell<Output>(_ claim: Claim, _ query: Query<Output>) async throws -> Output {
        try await worker.pipeline(Jobs.bind(claim), query).1
    }

    /// Runs a statement about a tenant, as staff do.
    func ask<Output>(_ tenant: UUID, _ query: Query<Output>) async throws -> Output {
        try await admin.pipeline(Self.bind(tenant), query).1
    }

    /// Looks behind the scenes: the first column of each row.
    @discardableResult
    func look(_ sql: String, _ values: [Value] = []) async throws -> [String] {
        try await superuser.before(.now + .seconds(60)).pipeline(
            Query<[String]>.all(SQL(unnamed: sql), values) { try $0.decode(0) })
    }

    /// Changes something behind the scenes.
    func change(_ sql: String, _ values: [Value] = []) async throws {
        try await superuser.before(.now + .seconds(60)).pipeline(Query<Void>(SQL(unnamed: sql), values))
    }

    /// Lets every lease end, as if all workers had stopped half a minute ago.
    func endLeases() async throws {
        try await change("UPDATE muster.jobs SET lease_until = now() - interval '1 s' WHERE state = 'running'")
    }

    /// Makes every queued job due.
    func makeDue() async throws {
        try await change("UPDATE muster.jobs SET run_at = now() - interval '1 s' WHERE state = 'queued'")
    }

    func states() async throws -> [String] {
        try await look("SELECT state FROM muster.jobs ORDER BY id")
    }

    static func bind(_ tenant: UUID) -> Query<Void> {
        Query(SQL("test.bind", "SELECT set_config('muster.tenant', $1, true)"), [.uuid(tenant)])
    }
}

extension UUID {
    static let lowest = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}

extension JobKind {
    static let sample = JobKind(rawValue: "sample")
}

extension NewJob {
    /// A job that differs from others only in what is given.
    static func sample(
        _ key: String = "key", kind: JobKind = .sample, maximumAttempts: Int = 20, hold: UUID? = nil,
        runAt: Date? = nil, payload: JSON = .object([:])
    ) -> NewJob {
        NewJob(
            kind: kind, orderingKey: key, payload: payload, runAt: runAt, maximumAttempts: maximumAttempts, hold: hold)
    }
}
