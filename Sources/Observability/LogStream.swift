internal import Glibc
internal import Synchronization

/// A descriptor to which lines are written without ever waiting for whoever reads them.
///
/// What the descriptor does not take at once is kept, in order, and written as soon as it does; a line is written whole or
/// not at all. Where more is kept than may be, further lines are dropped and counted.
public final class LogStream: Sendable {
    /// The most bytes that are kept for a reader who does not keep up.
    public static let maximumKeptBytes = 1_048_576
    /// How often a reader who does not keep up is looked at while nobody writes.
    static let pause = Duration.milliseconds(50)

    private struct State {
        var kept: [UInt8] = []
        /// How many of the kept bytes are written.
        var written = 0
        /// The lines that were dropped since the reader was told last.
        var untold = 0
        var isWatched = false
    }

    private let descriptor: LogDescriptor
    private let state = Mutex(State())
    private let dropped = Atomic<Int>(0)

    /// A stream to a descriptor, which stays the caller's and has to stay open.
    public init(descriptor: Int32) {
        self.descriptor = LogDescriptor(descriptor)
    }

    /// The lines that were dropped so far.
    public var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// Writes a line, or keeps it, or drops it.
    func write(_ line: [UInt8]) {
        let hasToBeWatched = state.withLock { state in
            flush(&state)
            if state.kept.isEmpty {
                let count = descriptor.write(line[...])
                // What is gone for good is no reason to keep the rest.
                guard let count, count < line.count else { return false }
                state.kept = Array(line[count...])
            } else if state.kept.count - state.written + line.count <= Self.maximumKeptBytes {
                state.kept += line
            } else {
                state.untold += 1
                dropped.add(1, ordering: .relaxed)
            }
            defer { state.isWatched = true }
            return !state.isWatched
        }
        guard hasToBeWatched else { return }
        // Unstructured: it outlives the caller, who must not wait. It ends when the reader has caught up.
        Task.detached { [self] in
            repeat { try? await Task.sleep(for: Self.pause) } while !caughtUp()
        }
    }

    private func caughtUp() -> Bool {
        state.withLock { state in
            flush(&state)
            state.isWatched = !state.kept.isEmpty
            return !state.isWatched
        }
    }

    /// Writes as much of what is kept as the descriptor takes.
    private func flush(_ state: inout State) {
        while !state.kept.isEmpty {
            guard let count = descriptor.write(state.kept[state.written...]) else {
                state.kept = []
                state.written = 0
                return
            }
            state.written += count
            guard state.written == state.kept.count else { return }
            state.kept = state.untold > 0 ? Self.notice(of: state.untold) : []
            state.written = 0
            state.untold = 0
        }
    }

    private static func notice(of count: Int) -> [UInt8] {
        LogLine(
            level: .warning, label: "log", message: "lines were dropped, since nobody read them",
            metadata: ["count": .integer(count)]
        ).bytes
    }
}

extension LogStream {
    /// How long a process that ends waits for whoever reads what is kept.
    private static let lastPause = Duration.seconds(5)

    /// The standard error of the process. What is kept when the process ends is written then.
    static let standardError: LogStream = {
        atexit { LogStream.standardError.finish() }
        return LogStream(descriptor: STDERR_FILENO)
    }()

    /// Writes what is kept, and waits for that as long as somebody reads.
    private func finish() {
        var end = ContinuousClock.now + Self.lastPause
        var left = keptBytes()
        while left > 0, .now < end {
            descriptor.waitForRoom()
            let now = keptBytes()
            if now < left { end = .now + Self.lastPause }
            left = now
        }
    }

    /// How much is kept after as much as possible was written.
    private func keptBytes() -> Int {
        state.withLock { state in
            flush(&state)
            return state.kept.count - state.written
        }
    }
}
