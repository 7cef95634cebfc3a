internal import Glibc
internal import Synchronization

// Sendable: what several threads touch is atomic or behind `inbox`; the rest belongs to the loop's own thread.

/// One thread that waits for sockets and runs jobs in between.
///
/// What lives on such a thread needs no locks: the connections to the database, and those of the clients. It is a task
/// executor too, so that a request is read, answered from the database and sent without a hop between threads.
public final class EventLoop: @unchecked Sendable {
    /// The loop that is used unless another is given; its thread lasts as long as the process.
    public static let shared = EventLoop()

    /// Something to be done on the loop's thread.
    enum Work {
        case job(UnownedJob)
        case call(@Sendable () -> Void)
    }

    /// How many jobs may run before sockets get their turn again.
    private static let jobsPerTurn = 256

    private let inbox = Mutex<[Work]>([])
    private let isAsleep = Atomic<Bool>(false)
    private let thread = Atomic<UInt>(0)
    private let tokens = Atomic<UInt64>(1)
    private let sockets = SocketSet()
    private let clock = TurnClock()

    // Only the loop's thread touches these.
    private var work: [Work] = []
    private var timers: [UInt64: Timer] = [:]
    private var turnObservers: [any LoopHandler] = []

    private struct Timer {
        let instant: ContinuousClock.Instant
        let handler: any LoopHandler
    }

    /// Starts a thread of its own.
    public init() {
        let hasStarted = DetachedThread.start { [self] in run() }
        precondition(hasStarted, "no thread is left for the event loop")
    }

    /// Whether the caller runs on the loop's thread.
    public var isCurrent: Bool {
        thread.load(ordering: .relaxed) == pthread_self()
    }

    /// A number that names a socket or timer for as long as the loop lives.
    public func makeToken() -> UInt64 {
        tokens.add(1, ordering: .relaxed).oldValue
    }

    /// Runs a closure on the loop's thread, at once where that is the caller's.
    public func execute(_ call: @escaping @Sendable () -> Void) {
        isCurrent ? call() : add(.call(call))
    }

    /// Runs a closure on the loop's thread, soon: not before the caller has returned to it.
    public func enqueue(_ call: @escaping @Sendable () -> Void) {
        add(.call(call))
    }

    /// How long its turns take; from any thread.
    public var turns: LoopTurns { clock.turns(at: .now) }

    /// Appends work, and wakes the thread if it waits.
    func add(_ item: Work) {
        if isCurrent {
            work.append(item)
            return
        }
        inbox.withLock { $0.append(item) }
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { sockets.wake() }
    }
}

// MARK: - Sockets and timers, on the loop's thread

extension EventLoop {
    /// Watches a socket for answers, and for room to write where asked for.
    ///
    /// - Returns: whether the kernel agreed.
    public func watch(_ socket: Int32, token: UInt64, writable: Bool, handler: any LoopHandler) -> Bool {
        checkIsolated()
        return sockets.watch(socket, token: token, writable: writable, handler: handler)
    }

    /// Ends the watch; to be called before the socket is closed.
    public func unwatch(_ socket: Int32, token: UInt64) {
        checkIsolated()
        sockets.unwatch(socket, token: token)
    }

    /// Sets, moves or removes a timer.
    public func setTimer(_ token: UInt64, at instant: ContinuousClock.Instant?, handler: any LoopHandler) {
        checkIsolated()
        timers[token] = instant.map { Timer(instant: $0, handler: handler) }
    }

    /// Tells the handler once, when this turn's work is done and before the thread waits again.
    public func notifyAtEndOfTurn(_ handler: any LoopHandler) {
        checkIsolated()
        turnObservers.append(handler)
    }
}

// MARK: - The thread

extension EventLoop {
    private func run() {
        thread.store(pthread_self(), ordering: .relaxed)
        while true {
            runWork()
            endTurn()
            let milliseconds = prepareToSleep()
            clock.turnEnded(at: .now)
            let count = sockets.wait(milliseconds: milliseconds)
            clock.turnBegan(at: .now)
            isAsleep.store(false, ordering: .sequentiallyConsistent)
            sockets.tell(count)
            fireTimers()
        }
    }

    private func runWork() {
        var left = Self.jobsPerTurn
        repeat {
            takeInbox()
            let batch = takeWork(atMost: left)
            batch.forEach(perform)
            left -= batch.count
        } while !work.isEmpty && left > 0
    }

    private func takeWork(atMost most: Int) -> [Work] {
        guard work.count > most else {
            defer { work.removeAll(keepingCapacity: true) }
            return work
        }
        defer { work.removeFirst(most) }
        return Array(work.prefix(most))
    }

    /// What one observer does at the end may be what another has to know of: a request that is read sends a statement.
    private func endTurn() {
        while !turnObservers.isEmpty {
            let observers = turnObservers
            turnObservers.removeAll(keepingCapacity: true)
            observers.forEach { $0.turnEnded() }
        }
    }

    private func perform(_ item: Work) {
        switch item {
        case .job(let job):
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        case .call(let call): call()
        }
    }

    private func takeInbox() {
        inbox.withLock { inbox in
            guard !inbox.isEmpty else { return }
            work.append(contentsOf: inbox)
            inbox.removeAll(keepingCapacity: true)
        }
    }

    /// Declares the thread asleep before it looks at the inbox for the last time, so that no work is overlooked.
    private func prepareToSleep() -> Int32 {
        guard work.isEmpty else { return 0 }
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        guard inbox.withLock({ $0.isEmpty }) else { return 0 }
        guard let next = timers.values.lazy.map(\.instant).min() else { return -1 }
        let left = ContinuousClock.now.duration(to: next) / .milliseconds(1)
        return Int32(min(max(left.rounded(.up), 0), 60_000))
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let now = ContinuousClock.now
        let due = timers.filter { $0.value.instant <= now }.sorted { $0.value.instant < $1.value.instant }
        for (token, timer) in due {
            // A handler that ran before may have moved or removed it.
            guard timers[token]?.instant == timer.instant else { continue }
            timers[token] = nil
            timer.handler.timerFired(token)
        }
    }
}
