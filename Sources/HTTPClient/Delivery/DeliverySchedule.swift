/// When a webhook is tried again (Standard Webhooks, "Deliverability and reliability").
public struct DeliverySchedule: Hashable, Sendable {
    /// For three days: at once, then 5 s, 30 s, 2 min and 5 min after the attempt before, and then every 15 min.
    ///
    /// So often, that an endpoint which is back is found soon; an endpoint that fails altogether is asked with few of
    /// its messages, and the others wait without being tried.
    public static let standard = DeliverySchedule(
        delays: [.seconds(5), .seconds(30), .seconds(120), .seconds(300)]
            + [Duration](repeating: .seconds(900), count: 288))

    /// How much longer a delay becomes at most by chance, as a part of it.
    public static let maximumJitter = 0.1

    private let delays: [Duration]

    /// A schedule with these delays, each counted from the attempt before.
    public init(delays: [Duration]) {
        self.delays = delays
    }

    /// How often a webhook is tried at most.
    public var attempts: Int { delays.count + 1 }

    /// From the first attempt to the last, at least.
    public var length: Duration { delays.reduce(.zero, +) }

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
        // What was never sent says nothing about the receiver.
        case .notAttempted: return .retry(after: .zero)
        case .failed(let retryAfter):
            precondition(attempt > 0, "the first attempt is 1")
            guard attempt <= delays.count else { return .dead }
            let delay = delays[attempt - 1] * (1 + Self.maximumJitter * min(max(chance, 0), 1))
            return .retry(after: max(delay, retryAfter ?? .zero))
        }
    }

    /// For how long an endpoint is left alone that has failed so many times one after the other; nil while it is not.
    ///
    /// Only the third failure says that it is the endpoint, and not the message.
    public func rest(afterFailures failures: Int) -> Duration? {
        let place = failures - Self.failuresBeforeRest
        guard place >= 0, let last = delays.last else { return nil }
        return min(place < delays.count ? delays[place] : last, Self.longestRest)
    }

    /// After how many failures in a row an endpoint is left alone for a while.
    public static let failuresBeforeRest = 3
    /// For how long it is at most.
    public static let longestRest = Duration.seconds(900)
}
