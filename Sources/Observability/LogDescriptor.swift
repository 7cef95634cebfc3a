internal import Glibc

/// How to write to a descriptor without waiting, which depends on what it is.
struct LogDescriptor: Sendable {
    private enum Kind {
        /// Opened anew, so that not waiting is a property of this process alone and not of a terminal that others use.
        case reopened(Int32)
        case socket(Int32)
        /// Takes everything at once; a pipe that may not be opened anew is looked at first.
        case plain(Int32, isPipe: Bool)
    }

    /// What a pipe that has room takes without waiting.
    private static let pipeBytes = 4_096

    private let kind: Kind

    init(_ descriptor: Int32) {
        var status = stat()
        let isKnown = unsafe fstat(descriptor, &status) == 0
        switch isKnown ? status.st_mode & S_IFMT : 0 {
        case S_IFSOCK: kind = .socket(descriptor)
        case S_IFIFO, S_IFCHR:
            let flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
            let own = unsafe open("/proc/self/fd/\(descriptor)", flags)
            kind = own < 0 ? .plain(descriptor, isPipe: true) : .reopened(own)
        default: kind = .plain(descriptor, isPipe: false)
        }
    }

    /// Writes the beginning of bytes.
    ///
    /// - Returns: how many; 0 where there is no room just now, nil where there will not be any.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        while true {
            guard isReady else { return 0 }
            let count = unsafe bytes.withUnsafeBytes { unsafe writeOnce($0) }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN: return 0
            default: return nil
            }
        }
    }

    /// Waits for a moment until something can be written.
    func waitForRoom() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&request, 1, 50)
    }

    private var descriptor: Int32 {
        switch kind {
        case .reopened(let descriptor), .socket(let descriptor), .plain(let descriptor, _): descriptor
        }
    }

    private func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch kind {
        case .reopened(let descriptor), .plain(let descriptor, isPipe: false):
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        case .socket(let descriptor):
            unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        case .plain(let descriptor, isPipe: true):
            unsafe Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, Self.pipeBytes))
        }
    }

    private var isReady: Bool {
        guard case .plain(_, isPipe: true) = kind else { return true }
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&request, 1, 0) != 0
    }
}
