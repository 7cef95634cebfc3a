internal import Lifecycle
internal import Observability
internal import Reactor

/// Tells how long the loop works between two waits, during which no socket of anybody is looked at.
///
/// It runs on the shared pool, so that it notices a loop that does not come to its end.
struct LoopWatch: Service {
    /// How often it looks.
    static let interval = Duration.milliseconds(250)

    let name = "loop watch"
    private let loop: EventLoop
    private let logger: Logger
    private let longTurns: Counter

    init(of loop: EventLoop, logger: Logger, metrics: Metrics) {
        self.loop = loop
        self.logger = logger
        metrics.gauge(
            "muster_loop_longest_turn_seconds",
            help: "The longest time in the last one to two minutes in which the loop looked at no socket."
        ) { loop.turns.longest / .seconds(1) }
        longTurns = metrics.counter(
            "muster_loop_long_turns_total", help: "Turns of the loop of 50 ms and more.")
    }

    func run(until shutdown: Shutdown) async throws {
        var told = loop.turns.longTurns
        var isHeld = false
        while await !shutdown.requested(within: Self.interval) {
            let turns = loop.turns
            let wasHeld = isHeld
            isHeld = turns.current >= LoopTurns.longTurn
            // One that was told of while it lasted is counted when it is over.
            if turns.longTurns > told || (isHeld && !wasHeld) {
                logger.warning(
                    "the loop was held up",
                    [
                        "long_turns": .integer(turns.longTurns),
                        "longest_ms": .integer(Int(turns.longest / .milliseconds(1))),
                        "current_ms": .integer(Int(turns.current / .milliseconds(1))),
                    ])
            }
            longTurns.increment(by: turns.longTurns - told)
            told = turns.longTurns
        }
    }
}
