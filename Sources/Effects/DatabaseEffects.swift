internal import Directory
internal import FoundationEssentials
public import Jobs
internal import Postgres

/// Carries out the effects that are changes of the database: one transaction with receipt and completion, in one round
/// trip, so that an effect is either done with its receipt or not done at all.
public struct DatabaseEffects: JobHandler {
    /// The kinds of jobs, which are the names of the effects.
    public let kinds = [Effect.revokeKeys, .endSessions, .softDeleteMembership].map { JobKind(rawValue: $0.rawValue) }

    /// A handler; it keeps nothing.
    public init() {}

    /// Does what the job's kind says.
    public func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        guard let occasion = Occasion(claim), let effect = Effect(rawValue: claim.kind.rawValue),
            let change = Self.change(effect, occasion)
        else { return .bury(error: "the job names no person, or no effect on the database") }
        _ = try await context.database.pipeline(
            Tenants.bind(claim.tenant), Jobs.fence(claim), change, Jobs.complete(claim))
        return .completed
    }

    private static func change(_ effect: Effect, _ occasion: Occasion) -> Query<Void>? {
        switch effect {
        case .revokeKeys: Effect.revokeKeys(occasion)
        case .endSessions: Effect.endSessions(occasion)
        case .softDeleteMembership: Effect.softDeleteMembership(occasion)
        case .notify: nil
        }
    }
}

extension Occasion {
    /// The occasion of a job; nil where the job names no person.
    init?(_ claim: Claim) {
        guard let user = claim.subject else { return nil }
        self.init(user: user, generation: claim.generation, job: claim.id, attempt: claim.attempt)
    }
}
