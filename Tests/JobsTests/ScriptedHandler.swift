import Synchronization

@testable import Jobs

/// Does jobs as a test says, and notes each attempt.
final class ScriptedHandler: JobHandler {
    let kinds: [JobKind]
    private let script: @Sendable (Claim, JobContext) async throws -> JobOutcome
    private let noted = Mutex<[Claim]>([])

    /// The attempts that have begun, in order.
    var attempts: [Claim] { noted.withLock { $0 } }

    init(
        _ kinds: [JobKind] = [.sample], script: @escaping @Sendable (Claim, JobContext) async throws -> JobOutcome
    ) {
        self.kinds = kinds
        self.script = script
    }

    func run(_ claim: Claim, _ context: JobContext) async throws -> JobOutcome {
        noted.withLock { $0.append(claim) }
        return try await script(claim, context)
    }

    func backoff(for kind: JobKind) -> Backoff { Backoff(first: .zero) }
}
