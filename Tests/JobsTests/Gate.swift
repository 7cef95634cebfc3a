import Lifecycle

/// Where a handler waits until the test lets it go on, or its task is cancelled.
struct Gate: Sendable {
    private let opening = Shutdown()

    func open() { opening.request() }

    func wait() async throws {
        await opening.requested()
        try Task.checkCancellation()
    }
}
