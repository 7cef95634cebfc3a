internal import Glibc
internal import Synchronization

/// Turns SIGTERM and SIGINT into calls of Swift functions.
///
/// A signal handler may do next to nothing, so it only writes the signal's number into a pipe; a thread of its own
/// reads the pipe. Pipe and thread stay for the life of the process: closing them could race with the handler.
final class SignalWatch: Sendable {
    static let shared = SignalWatch()

    /// How a process ends that was told twice to stop.
    static let exitCodeOfSecondSignal: Int32 = 130

    private struct State {
        var watchers: [Int: @Sendable () -> Void] = [:]
        var nextID = 0
        var signals = 0
    }

    private let state = Mutex(State())
    private let readingEnd: Int32
    private static let signals = [SIGTERM, SIGINT]

    private init() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            preconditionFailure("a process that is starting has file descriptors left")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // The handler must never block; the thread has nothing else to do.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        // Writing to a peer that has gone is an error to handle there, not a reason for the process to die.
        signal(SIGPIPE, SIG_IGN)
        writingEnd.store(ends[1], ordering: .releasing)
        readingEnd = ends[0]
        Self.startThread()
    }

    /// Calls `action` at the first signal. A second one ends the process at once.
    ///
    /// - Returns: What to hand to ``stop(_:)``.
    func start(_ action: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            if state.watchers.isEmpty { Self.handle(by: writeSignalToPipe) }
            state.nextID += 1
            state.watchers[state.nextID] = action
            return state.nextID
        }
    }

    /// Ends the watch. After the last one, signals have their usual effect again.
    func stop(_ id: Int) {
        state.withLock { state in
            state.watchers[id] = nil
            guard state.watchers.isEmpty else { return }
            state.signals = 0
            Self.handle(by: SIG_DFL)
        }
    }

    private func received() {
        let actions = state.withLock { state in
            // A signal that came while the last watch ended has nobody left to stop.
            guard !state.watchers.isEmpty else { return [@Sendable () -> Void]() }
            state.signals += 1
            // Not `exit`: whoever insists does not want to wait for anything that runs at exit.
            if state.signals > 1 { _exit(Self.exitCodeOfSecondSignal) }
            return Array(state.watchers.values)
        }
        for action in actions { action() }
    }

    private static func handle(by handler: sighandler_t?) {
        for signal in signals {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = handler
            action.sa_flags = SA_RESTART
            _ = unsafe sigaction(signal, &action, nil)
        }
    }

    private static func startThread() {
        var thread = pthread_t()
        let failure = unsafe pthread_create(&thread, nil, readSignals, nil)
        precondition(failure == 0, "a process that is starting can have a thread")
        pthread_detach(thread)
    }

    /// Waits for the handler to write, for ever.
    fileprivate func readPipe() -> Never {
        var byte: UInt8 = 0
        while true {
            if unsafe read(readingEnd, &byte, 1) == 1 { received() }
        }
    }
}

/// Where the handler writes. It has its value before the handler is installed, so the handler only ever loads it.
private let writingEnd = Atomic<Int32>(-1)

private let writeSignalToPipe: @convention(c) (Int32) -> Void = { signal in
    let before = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = unsafe write(writingEnd.load(ordering: .acquiring), &byte, 1)
    errno = before
}

private let readSignals: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
    SignalWatch.shared.readPipe()
}
