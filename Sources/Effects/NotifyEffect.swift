internal import Directory
internal import FoundationEssentials
public import Jobs
internal import Postgres

/// Has the operator's product told that somebody is back: puts a delivery in line for every endpoint of the tenant that
/// wants to hear of it. Of leavings it is told when their effects are carried out.
public struct NotifyEffect: JobHandler {
    /// The one kind of job.
    public let kinds = [JobKind(rawValue: Effect.notify.rawValue)]

    private let hint: JobHint

    /// A handler.
    ///
    /// - Parameter hint: tells workers that there are deliveries.
    public init(hint: JobHint) {
        self.hint = hint
    }

    /// Puts the deliveries in line, unless the person has left again.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let occasion = Occasion(claim) else { return .bury(error: "the job names no person") }
        let isTold = try await context.database.transaction { transaction in
            let (_, _, notice) = try await transaction.pipeline(
                Tenants.bind(claim.tenant), Jobs.fence(claim),
                Notice.find(user: occasion.user, generation: occasion.generation))
            guard !notice.isSuperseded else {
                _ = try await transaction.finish(Jobs.complete(claim))
                return false
            }
            let (count, _) = try await transaction.finish(
                Deliveries.queueNotice(
                    of: occasion.user, generation: occasion.generation, notice.kind, at: claim.createdAt),
                Jobs.complete(claim))
            return count > 0
        }
        if isTold { hint.notify() }
        return .completed
    }
}
