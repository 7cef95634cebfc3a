internal import Synchronization

/// What the copies of a client share. Its end is the end of the loop's thread.
final class Engine: Sendable {
    private let loop: TransferLoop
    private let metrics: ClientMetrics?

    init(_ loop: TransferLoop, metrics: ClientMetrics?) {
        self.loop = loop
        self.metrics = metrics
        TransferThread.start { loop.run() }
    }

    // A request that is under way holds the engine, so nothing is under way here.
    deinit { loop.stop() }

    func send(_ request: OutgoingRequest) async throws(HTTPClientError) -> OutgoingResponse {
        let start = ContinuousClock.now
        let result = await answer(to: request)
        metrics?.record(result, duration: ContinuousClock.now - start)
        return try result.get()
    }

    private func answer(to request: OutgoingRequest) async -> TransferResult {
        let url: OutgoingURL
        do {
            url = try OutgoingURL(parsing: request.url)
        } catch {
            return .failure(error)
        }
        guard request.isValid(within: loop.limits) else {
            return .failure(HTTPClientError(.invalidRequest, origin: url.origin))
        }
        let transfer = Transfer(request, to: url, limits: loop.limits, policy: loop.policy)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { loop.add(.start(transfer, $0)) }
        } onCancel: {
            loop.add(.cancel(transfer))
        }
    }
}
