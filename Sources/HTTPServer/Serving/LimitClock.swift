internal import Reactor

/// Compares the connections of a server with its time limits again and again.
///
/// By a timer of the loop and by nothing else: however much work the shared pool has, whoever waits too long is
/// answered.
///
/// Unchecked because everything belongs to the loop's thread: functions may be called there only.
final class LimitClock: @unchecked Sendable {
    private let engine: Engine
    private let tick: Duration
    private let loop: EventLoop
    private let timer: UInt64

    init(of engine: Engine) {
        self.engine = engine
        let limits = engine.limits
        // Often enough to be exact to a tenth of the shortest limit.
        tick = max(.milliseconds(5), min(.milliseconds(500), min(limits.requestTimeout, limits.idleTimeout) / 10))
        loop = engine.configuration.loop
        timer = loop.makeToken()
    }

    func start() {
        loop.setTimer(timer, at: .now + tick, handler: self)
    }

    func stop() {
        loop.setTimer(timer, at: nil, handler: self)
    }
}

extension LimitClock: LoopHandler {
    func timerFired(_ token: UInt64) {
        let now = ContinuousClock.now
        for connection in engine.openNow { connection.enforceLimits(at: now) }
        engine.forgetOrigins(before: now)
        start()
    }

    func socketReady(_ token: UInt64) {}
    func turnEnded() {}
}
