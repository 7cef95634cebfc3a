import Glibc
import Reactor
import Synchronization
import Testing

@Suite struct WorkTests {
    private let loop = EventLoop()

    @Test func noWorkIsOverlookedThatIsAddedWhileTheThreadFallsAsleep() async {
        let loop = loop
        // Each waits until its work has run, so that the loop falls asleep and is woken again and again.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<5_000 { await loop.run {} }
                }
            }
        }
    }

    @Test func socketsGetTheirTurnAmongMoreJobsThanATurnHolds() async {
        let (loop, pair) = (loop, SocketPair())
        let (left, record) = (Countdown(from: 10_000), Record())
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            loop.enqueue {
                let token = loop.makeToken()
                let handler = TestHandler(ready: { token in
                    record.note(left.isRunning ? "among the jobs" : "behind them")
                    loop.unwatch(pair.near, token: token)
                })
                #expect(loop.watch(pair.near, token: token, writable: false, handler: handler))
                pair.send()
                for _ in 0..<10_000 {
                    loop.enqueue {
                        left.step()
                        if !left.isRunning { continuation.resume() }
                    }
                }
            }
        }
        #expect(record.all == ["among the jobs"])
    }

    @Test func aSocketThatAnothersHandlerUnwatchesInTheSameBatchIsNotReported() async {
        let (loop, pairs) = (loop, [SocketPair(), SocketPair()])
        let tokens = [loop.makeToken(), loop.makeToken()]
        let record = Record()
        await loop.run {
            let handler = TestHandler(ready: { _ in
                record.note("ready")
                for (pair, token) in zip(pairs, tokens) { loop.unwatch(pair.near, token: token) }
            })
            for (pair, token) in zip(pairs, tokens) {
                #expect(loop.watch(pair.near, token: token, writable: false, handler: handler))
                pair.send()
            }
        }
        await loop.pass(.milliseconds(5))
        #expect(record.all == ["ready"])
    }

    @Test func whatOneObserverAsksForAtTheEndOfATurnIsDoneBeforeTheThreadWaits() async {
        let (loop, record) = (loop, Record())
        await loop.run {
            let second = TestHandler(ended: { record.note("second") })
            loop.notifyAtEndOfTurn(
                TestHandler(ended: {
                    record.note("first")
                    loop.notifyAtEndOfTurn(second)
                }))
        }
        await loop.pass(.zero)
        #expect(record.all == ["first", "second"])
    }

    @Test func theFunctionsOfTheThreadStopTheProcessElsewhere() async {
        await #expect(processExitsWith: .failure) {
            let loop = EventLoop()
            loop.setTimer(loop.makeToken(), at: nil, handler: TestHandler())
        }
        await #expect(processExitsWith: .failure) { EventLoop().notifyAtEndOfTurn(TestHandler()) }
        await #expect(processExitsWith: .failure) { EventLoop().unwatch(0, token: 7) }
        await #expect(processExitsWith: .failure) {
            _ = EventLoop().watch(0, token: 7, writable: false, handler: TestHandler())
        }
    }
}

/// Two sockets that are connected with each other.
private struct SocketPair: Sendable {
    let near: Int32
    private let far: Int32

    init() {
        var descriptors: [Int32] = [-1, -1]
        unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &descriptors)
        (near, far) = (descriptors[0], descriptors[1])
    }

    func send() {
        unsafe Glibc.send(far, [1], 1, Int32(MSG_NOSIGNAL))
    }
}

/// Counts jobs down to none.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(from count: Int) {
        left = Atomic(count)
    }

    var isRunning: Bool { left.load(ordering: .relaxed) > 0 }

    func step() { left.subtract(1, ordering: .relaxed) }
}
