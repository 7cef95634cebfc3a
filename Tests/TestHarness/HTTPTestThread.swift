import Glibc

/// Runs something that blocks on a thread of its own, so that a hundred waiting requests take nothing away from
/// the tasks of the server under test.
enum HTTPTestThread {
    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let body = Work { continuation.resume(with: Result { try work() }) }
            var thread = pthread_t()
            let context = unsafe Unmanaged.passRetained(body).toOpaque()
            let failure = unsafe pthread_create(
                &thread, nil,
                { context in
                    if let context = unsafe context {
                        unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                    }
                    return nil
                }, context)
            precondition(failure == 0, "a test machine has threads to spare")
            pthread_detach(thread)
        }
    }
}
