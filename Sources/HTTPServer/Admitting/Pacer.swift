import Glibc
internal import Reactor

/// Holds refusals back for a moment, and lets go of so many in a second.
///
/// A client that repeats at once whatever is refused would turn the whole machine to refusing it, which costs nearly as
/// much as answering. It waits for the answer, so that the pace of the refusals is its own. Some thirty of them
/// for each processor are refused within 50 ms; if there are more, they wait longer, so that others are still served.
///
/// Unchecked because what is held belongs to the loop's thread: functions may be called there only.
final class Pacer: @unchecked Sendable {
    private typealias Held = (connection: Connection, number: UInt64)

    private static let delay = Duration.milliseconds(25)
    private static let tick = Duration.milliseconds(2)
    /// Some thousand in a second for each processor.
    private static let mostAtOnce = 3 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    private let loop: EventLoop
    private let timer: UInt64
    /// No more than there are connections.
    private var held = HeldBack<Held>(for: delay, mostAtOnce: mostAtOnce)

    init(on loop: EventLoop) {
        self.loop = loop
        timer = loop.makeToken()
    }

    /// Lets a connection go on with a request later, by ``Connection/letGo(_:)``.
    func hold(_ connection: Connection, _ number: UInt64) {
        if held.isEmpty { setTimer() }
        held.append((connection, number), at: .now)
    }

    private func setTimer() {
        loop.setTimer(timer, at: .now + Self.tick, handler: self)
    }
}

extension Pacer: LoopHandler {
    func timerFired(_ token: UInt64) {
        for (connection, number) in held.due(at: .now) { connection.letGo(number) }
        if !held.isEmpty { setTimer() }
    }

    func socketReady(_ token: UInt64) {}
    func turnEnded() {}
}
