import Synchronization

extension Connection {
    /// The answer, or a 503 where it is large and too much waits to be sent already.
    ///
    /// What is large takes its room here, and gives it back when its ``LargeBody`` ends.
    func affordable(_ response: Response) -> Response {
        guard response.body.count > ServerConfiguration.smallResponseBytes,
            !engine.reserve(responseBytes: response.body.count, of: origin)
        else { return response }
        engine.count(.answer)
        var refusal = engine.response(to: .tooMuchUnsent, request)
        refusal.route = response.route
        return refusal
    }

    /// The body of an answer that has taken its room.
    func largeBody(of response: Response) -> LargeBody? {
        guard response.body.count > ServerConfiguration.smallResponseBytes else { return nil }
        return LargeBody(
            response.body, progressed: { [self] in noteProgress() },
            ended: { [engine, origin, count = response.body.count] in
                engine.release(responseBytes: count, of: origin)
            })
    }

    /// A client that reads has as long again.
    private func noteProgress() {
        state.withLock { state in
            guard case .sending = state.phase else { return }
            state.enter(.sending, until: .now + engine.limits.requestTimeout)
        }
    }
}
