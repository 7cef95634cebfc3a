internal import FoundationEssentials
internal import Postgres

// What a worker asks of the queue. Those that are about one job need its tenant bound.

extension Jobs {
    /// Claims due jobs, of any tenant, behind the one that the last call ended with.
    ///
    /// A job that cannot be read is left to its lease, and ends among the dead: the others were claimed with it and
    /// must not share its fate.
    static func claim(
        _ configuration: Worker.Configuration, wanted: Int, behind tenant: UUID
    ) -> Query<[Claim]> {
        Query(
            SQL(
                "jobs.claim",
                """
                SELECT \(Claim.columns)
                  FROM muster.claim_jobs($1, $2, $3, $4, $5::double precision * interval '1 second', $6)
                """),
            [
                .text(configuration.name), .text(configuration.lane.rawValue), .integer(wanted),
                .integer(configuration.concurrencyPerTenant), .seconds(configuration.lease), .uuid(tenant),
            ]
        ) { rows in (0..<rows.count).compactMap { try? Claim(rows[$0]) } }
    }

    /// With which tenant the claim in the same transaction ended.
    static var claimCursor: Query<UUID> {
        .one(SQL("jobs.claim_cursor", "SELECT current_setting('muster.claim_cursor')")) { try $0.decode(0) }
    }

    /// Renews leases, of any tenants.
    ///
    /// - Returns: the runs that still have their jobs.
    static func renew(_ claims: [Claim], lease: Duration) -> Query<Set<UUID>> {
        Query<[UUID]>.all(
            SQL(
                "jobs.renew",
                "SELECT muster.renew_jobs($1, $2, $3, $4::double precision * interval '1 second')"),
            [
                .uuidArray(claims.map(\.tenant)), .integerArray(claims.map(\.id)), .uuidArray(claims.map(\.runID)),
                .seconds(lease),
            ]
        ) { try $0.decode(0) }.map { Set($0) }
    }

    /// Gives a job back that was not begun: the attempt does not count.
    static func giveBack(_ claim: Claim, delay: Duration) -> Query<Void> {
        Query(
            SQL(
                "jobs.give_back",
                """
                UPDATE muster.jobs
                   SET state = 'queued', attempts = attempts - 1, worker = NULL, run_id = NULL, lease_until = NULL,
                       run_at = clock_timestamp() + $3::double precision * interval '1 second'
                 WHERE id = $1 AND run_id = $2 AND state = 'running'
                """), claim.key + [.seconds(delay)])
    }

    /// Binds the rest of the transaction to the tenant of a job.
    static func bind(_ claim: Claim) -> Query<Void> {
        Query(SQL("jobs.bind", "SELECT set_config('muster.tenant', $1, true)"), [.uuid(claim.tenant)])
    }

    /// What keeps the partitions of finished jobs in order, each step for a transaction of its own: those of the coming
    /// days are made, those that have been kept long enough are taken out, and what was taken out is dropped.
    static func maintain(daysKept: Int) -> [Query<Void>] {
        [
            Query(SQL("jobs.make_partitions", "SELECT muster.make_finished_jobs_partitions()")),
            Query(
                SQL("jobs.detach_partitions", "SELECT muster.detach_finished_jobs($1)"), [.integer(daysKept)]),
            Query(SQL("jobs.drop_partitions", "SELECT muster.drop_detached_finished_jobs()")),
        ]
    }

    /// Tells all workers that there may be something to do.
    static var hint: Query<Void> {
        Query(SQL("jobs.hint", "SELECT pg_notify($1, '')"), [.text(channel)])
    }
}
