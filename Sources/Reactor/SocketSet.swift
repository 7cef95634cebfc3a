internal import CEpoll
internal import Glibc

/// The sockets of a loop, in the kernel's epoll, with an eventfd by which other threads wake the loop.
// Sendable: `wake` only writes to a descriptor that never changes; all else is for the loop's thread.
@safe final class SocketSet: @unchecked Sendable {
    private static let maximumEvents = 128
    private static let wakeToken: UInt64 = 0

    private let epoll: Int32
    private let eventDescriptor: Int32
    private var handlers: [UInt64: any LoopHandler] = [:]
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: maximumEvents)

    init() {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        eventDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(epoll >= 0 && eventDescriptor >= 0, "no descriptor is left for the event loop")
        _ = control(EPOLL_CTL_ADD, eventDescriptor, token: Self.wakeToken, writable: false)
    }

    deinit {
        _ = close(eventDescriptor)
        _ = close(epoll)
    }

    func watch(_ socket: Int32, token: UInt64, writable: Bool, handler: any LoopHandler) -> Bool {
        let isKnown = handlers.updateValue(handler, forKey: token) != nil
        return control(isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, token: token, writable: writable)
    }

    func unwatch(_ socket: Int32, token: UInt64) {
        guard handlers.removeValue(forKey: token) != nil else { return }
        _ = control(EPOLL_CTL_DEL, socket, token: token, writable: false)
    }

    /// Ends a wait; from any thread.
    func wake() {
        _ = eventfd_write(eventDescriptor, 1)
    }

    /// Waits for events; -1 waits for ever.
    ///
    /// - Returns: how many have come, for ``tell(_:)``.
    func wait(milliseconds: Int32) -> Int {
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe epoll_wait(epoll, $0.baseAddress, Int32($0.count), milliseconds)
        }
        return max(0, Int(count))
    }

    /// Tells the handlers of the events that have come.
    func tell(_ count: Int) {
        for index in 0..<count {
            let token = unsafe events[index].data.u64
            if token == Self.wakeToken {
                var value: eventfd_t = 0
                _ = unsafe eventfd_read(eventDescriptor, &value)
            } else {
                // A handler that ran before may have ended the watch.
                handlers[token]?.socketReady(token)
            }
        }
    }

    private func control(_ operation: Int32, _ descriptor: Int32, token: UInt64, writable: Bool) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue | (writable ? EPOLLOUT.rawValue : 0)
        unsafe event.data.u64 = token
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}
