internal import Glibc
internal import Synchronization

extension Logger {
    /// Where lines go.
    public enum Destination: Sendable {
        /// The standard error of the process.
        case standardError
        /// Memory, for tests.
        case buffer(LogBuffer)
    }
}

extension Logger.Destination {
    func write(_ line: LogLine) {
        switch self {
        case .standardError: StandardError.write(line.bytes)
        case .buffer(let buffer): buffer.append(line.bytes)
        }
    }
}

/// The standard error of the process, to which whole lines are written one after the other.
private enum StandardError {
    /// Held for the write alone: beyond PIPE_BUF bytes the kernel may mix what two threads write.
    private static let turn = Mutex<Void>(())

    /// Writes all bytes. What cannot be written is dropped: there is nobody left to tell.
    static func write(_ bytes: [UInt8]) {
        turn.withLock { _ in
            unsafe bytes.withUnsafeBytes { buffer in
                var written = 0
                while written < buffer.count {
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                    let count = unsafe Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                    if count > 0 {
                        written += count
                    } else if errno != EINTR {
                        return
                    }
                }
            }
        }
    }
}
