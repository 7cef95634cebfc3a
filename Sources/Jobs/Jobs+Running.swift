public import Postgres
internal import Time

// What the transaction of a running job consists of, beside the effect itself.

extension SQLState {
    /// The job has been given to another run, or is over: nothing may be written in its name.
    public static let jobTaken = SQLState(rawValue: "MU409")
}

extension Jobs {
    /// Refuses with ``Postgres/SQLState/jobTaken`` unless the claim still holds, and keeps it until the transaction
    /// ends.
    ///
    /// The first statement, after binding the tenant, of every transaction in which a job writes.
    public static func fence(_ claim: Claim) -> Query<Void> {
        Query(SQL("jobs.fence", "SELECT muster.fence_job($1, $2)"), claim.key)
    }

    /// Ends the job as done; refuses with ``Postgres/SQLState/jobTaken`` unless the claim still holds.
    public static func complete(_ claim: Claim) -> Query<Void> {
        Query(SQL("jobs.complete", "SELECT muster.complete_job($1, $2)"), claim.key)
    }

    /// Queues the job again, or buries it after its last attempt; refuses with ``Postgres/SQLState/jobTaken`` unless
    /// the claim still holds.
    ///
    /// - Parameters:
    ///   - delay: How long it then waits, by the database's clock.
    ///   - error: What staff are told: without personal data. Cut to 1,000 characters.
    public static func retry(_ claim: Claim, after delay: Duration, error: String) -> Query<Void> {
        Query(failing, claim.key + [true, .seconds(delay), .text(error)])
    }

    /// Ends all attempts at the job, which is then dead; refuses with ``Postgres/SQLState/jobTaken`` unless the claim
    /// still holds.
    ///
    /// - Parameter error: What staff are told: without personal data. Cut to 1,000 characters.
    public static func bury(_ claim: Claim, error: String) -> Query<Void> {
        Query(failing, claim.key + [false, .seconds(.zero), .text(error)])
    }

    private static let failing = SQL(
        "jobs.fail", "SELECT muster.fail_job($1, $2, $3, $4::double precision * interval '1 second', $5)")
}

extension Claim {
    /// The job and the run, as the functions of the queue take them.
    var key: [Value] { [.integer(id), .uuid(runID)] }
}

extension Value {
    /// A duration in seconds, with its fraction.
    static func seconds(_ duration: Duration) -> Value {
        .text(String(duration.inSeconds))
    }
}
