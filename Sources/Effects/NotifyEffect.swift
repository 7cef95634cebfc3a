internal import Directory
internal import FoundationEssentials
public import Jobs
internal import Postgres

/// Has the operator's product told that somebody left or came back: puts a delivery in line for every endpoint of the
/// tenant that wants to hear of it.
///
/// The receipt is written with the end of the last of them; at once where there is none.
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

    /// Puts the deliveries in line.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let occasion = Occasion(claim) else { return .bury(error: "the job names no person") }
        let count = try await context.database.transaction { transaction in
            let (_, _, notice) = try await transaction.pipeline(
                Tenants.bind(claim.tenant), Jobs.fence(claim),
                Notice.find(user: occasion.user, generation: occasion.generation))
            var count = 0
            if !notice.isSuperseded {
                count = try await transaction.pipeline(
                    Deliveries.queueNotice(
                        of: occasion.user, generation: occasion.generation, notice.kind, at: claim.createdAt))
            }
            try await transaction.finish([
                count > 0
                    ? Deliveries.awaitEnd(of: occasion, deliveries: count)
                    : Effect.recordNotification(occasion, isSuperseded: notice.isSuperseded),
                Jobs.complete(claim),
            ])
            return count
        }
        if count > 0 { hint.notify() }
        return .completed
    }
}
