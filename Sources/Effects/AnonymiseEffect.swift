internal import Directory
internal import FoundationEssentials
public import Jobs
internal import Postgres

/// Replaces the personal data of somebody who left long enough ago, by the tenant's own rule.
public struct AnonymiseEffect: JobHandler {
    /// The one kind of job.
    public let kinds = [JobKind(rawValue: "anonymise")]

    /// A handler; it keeps nothing.
    public init() {}

    /// Anonymises the person, unless they have come back since, or staff may still bring them back.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let user = claim.subject else { return .bury(error: "the job names no person") }
        let worker = Actor(kind: .worker)
        return try await context.database.transaction { transaction in
            let (_, _, isDone) = try await transaction.pipeline(
                Tenants.bind(claim.tenant), Jobs.fence(claim), Users.anonymise(user, generation: claim.generation))
            let events = isDone ? [Events.insert(.userAnonymised, subject: user, by: worker)] : []
            try await transaction.finish(events + [Jobs.complete(claim)])
            return .completed
        }
    }
}
