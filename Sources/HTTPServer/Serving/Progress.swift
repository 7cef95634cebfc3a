import Synchronization

/// A server's way from starting to stopped, and those who wait for its port.
final class Progress: Sendable {
    private struct Standing {
        var hasBegun = false
        var state = ServerState.starting
        var port: Result<UInt16, ServerError>?
        var waiting: [CheckedContinuation<UInt16, any Error>] = []
    }

    private let standing = Mutex(Standing())

    var state: ServerState { standing.withLock { $0.state } }

    var boundPort: UInt16 {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                let known = standing.withLock { standing in
                    if standing.port == nil { standing.waiting.append(continuation) }
                    return standing.port
                }
                known.map { continuation.resume(with: $0.mapError { $0 }) }
            }
        }
    }

    /// Allows one start.
    func begin(at address: String) throws(ServerError) {
        let isFirst = standing.withLock { standing in
            defer { standing.hasBegun = true }
            return !standing.hasBegun
        }
        guard isFirst else { throw ServerError(code: .alreadyStarted, address: address, systemError: 0) }
    }

    func serve(on port: UInt16) {
        settle(.success(port), .serving)
    }

    func fail(_ error: ServerError) {
        guard error.code != .alreadyStarted else { return }
        settle(.failure(error), .stopped)
    }

    func enter(_ state: ServerState) {
        standing.withLock { $0.state = state }
    }

    private func settle(_ port: Result<UInt16, ServerError>, _ state: ServerState) {
        let waiting = standing.withLock { standing in
            standing.port = port
            standing.state = state
            defer { standing.waiting = [] }
            return standing.waiting
        }
        for continuation in waiting { continuation.resume(with: port.mapError { $0 }) }
    }
}
