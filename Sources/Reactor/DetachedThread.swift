internal import Glibc

/// A thread outside Swift's cooperative pool, for what waits or blocks.
public enum DetachedThread {
    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs the closure on a thread of its own, which ends with it.
    ///
    /// - Returns: false where the system gives no more threads; the closure is not run then.
    public static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let start = unsafe Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            return false
        }
        _ = pthread_detach(thread)
        return true
    }
}
