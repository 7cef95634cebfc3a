internal import Glibc

/// A thread outside Swift's cooperative pool, since curl blocks while it waits.
enum TransferThread {
    /// Carries the closure through C to the new thread.
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the closure on a thread of its own, which ends with it.
    static func start(_ run: @escaping @Sendable () -> Void) {
        let body = unsafe Unmanaged.passRetained(Body(run)).toOpaque()
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, body)
        precondition(failure == 0, "the system has a thread for each client")
        _ = pthread_detach(thread)
    }
}
