internal import CMicrohttpd
import Glibc

/// What the library calls, on the thread of the loop: each function finds the Swift object meant and hands over.
enum Callbacks {
    static let acceptPolicy: MHD_AcceptPolicyCallback = { context, address, _ in
        guard let context = unsafe context else { return .NO }
        return unsafe engine(context).accepts(PeerAddress(address)) ? .YES : .NO
    }

    /// The socket context of the library owns the ``Connection`` from its opening to its closing.
    static let connectionChanged: MHD_NotifyConnectionCallback = { context, handle, owner, change in
        guard let context = unsafe context, let handle = unsafe handle, let owner = unsafe owner else { return }
        if change == .CONNECTION_NOTIFY_STARTED {
            guard let daemon = unsafe engine(context).daemon else { return }
            let connection = unsafe Connection(DaemonConnection(handle, of: daemon), engine: engine(context))
            unsafe owner.pointee = Unmanaged.passRetained(connection).toOpaque()
            connection.opened()
        } else if let pointer = unsafe owner.pointee {
            unsafe Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue().closed()
            unsafe owner.pointee = nil
        }
    }

    /// The result is the request's context in the callbacks that follow.
    static let requestLineReceived:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? =
            { _, target, handle in
                guard let target = unsafe target, let handle = unsafe handle,
                    let pointer = unsafe muster_connection_context(handle)
                else { return nil }
                unsafe connection(pointer).requestLineReceived(target: target)
                return unsafe pointer
            }

    static let accessHandler: MHD_AccessHandlerCallback = { _, _, _, method, version, data, count, context in
        guard let method = unsafe method, let version = unsafe version, let count = unsafe count,
            let pointer = unsafe context?.pointee
        else { return .NO }
        let connection = unsafe connection(pointer)
        let part = unsafe UnsafeRawBufferPointer(start: data, count: count.pointee)
        unsafe count.pointee = 0
        return unsafe connection.proceed(method: method, version: version, part: part) ? .YES : .NO
    }

    static let requestCompleted: MHD_RequestCompletedCallback = { _, _, context, termination in
        guard let pointer = unsafe context?.pointee else { return }
        unsafe connection(pointer).requestCompleted(isWhole: termination == .REQUEST_TERMINATED_COMPLETED_OK)
    }

    /// Leaves the target as it was sent.
    static let unescape:
        @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?) -> Int = { _, _, text in
            guard let text = unsafe text else { return 0 }
            return unsafe strlen(text)
        }

    private static func engine(_ context: UnsafeMutableRawPointer) -> Engine {
        unsafe Unmanaged<Engine>.fromOpaque(context).takeUnretainedValue()
    }

    private static func connection(_ context: UnsafeMutableRawPointer) -> Connection {
        unsafe Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
    }
}
