/// When a webhook is tried again (Standard Webhooks, "Deliverability and reliability").
public struct DeliverySchedule: Hashable, Sendable {
    /// Ten attempts over a little more than three days: at once, then 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h
    /// and 24 h after the attempt before.
    public static let standard = DeliverySchedule(delays: [
        .seconds(5), .seconds(300), .seconds(1800), .seconds(7200), .seconds(18_000), .seconds(36_000),
        .seconds(50_400), .seconds(72_000), .seconds(86_400),
    ])

    /// How much longer a delay becomes at most by chance, as a part of it.
    public static let maximumJitter = 0.1

    private let delays: [Duration]

    /// A schedule with these delays, each counted from the attempt before.
    public init(delays: [Duration]) {
        self.delays = delays
    }

    /// How often a webhook is tried at most.
    public var attempts: Int { delays.count + 1 }

    /// What happens after an attempt.
    ///
    /// - Parameters:
    ///   - outcome: What the attempt came to.
    ///   - attempt: Which attempt it was; the first is 1.
    ///   - chance: A random number from 0 to 1, so that webhooks that failed together do not come back together.
    public func decision(
        after outcome: DeliveryOutcome, attempt: Int, chance: Double = .random(in: 0...1)
    ) -> DeliveryDecision {
        switch outcome {
        case .delivered: return .done
        case .endpointGone: return .disableEndpoint
        case .failed(let retryAfter):
            precondition(attempt > 0, "the first attempt is 1")
            guard attempt <= delays.count else { return .dead }
            let delay = delays[attempt - 1] * (1 + Self.maximumJitter * min(max(chance, 0), 1))
            return .retry(after: max(delay, retryAfter ?? .zero))
        }
    }
}
