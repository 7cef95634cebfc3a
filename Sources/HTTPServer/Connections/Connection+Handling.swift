import Synchronization

extension Connection {
    /// Gives the complete request to the handler.
    ///
    /// - Returns: False if the connection has to be closed.
    func dispatch() -> Bool {
        guard let request else { return false }
        if case .refused(let failure) = engine.configuration.passage?(request) {
            return send(engine.response(to: failure, request))
        }
        guard engine.admit() else {
            return send(engine.response(to: engine.isStopping ? .stopping : .overloaded, request))
        }
        let number = state.withLock { state in
            state.enter(.handling(nil, isSuspended: false), until: request.deadline)
            return state.number
        }
        let task = start(request, number)
        let response: Response? = state.withLock { state in
            switch state.phase {
            case .handling:
                handle.suspend()
                state.enter(.handling(task, isSuspended: true))
                return nil
            case .answered(let response):
                // Where the clock answered before the task was known, nobody else cancels it.
                task.cancel()
                return response
            default: return nil
            }
        }
        return response.map(send) ?? true
    }

    /// Runs the handler in a task of its own: the library's thread that asks for it cannot wait.
    private func start(_ request: Request, _ number: UInt64) -> Task<Void, Never> {
        let isQuick = request.body.count <= ServerConfiguration.quickBodyBytes
        let executor = isQuick ? engine.configuration.taskExecutor : nil
        return engine.configuration.startsHandlersInline
            ? Task.immediate(executorPreference: executor) { await self.handle(request, number) }
            : Task(executorPreference: executor) { await self.handle(request, number) }
    }

    private func handle(_ request: Request, _ number: UInt64) async {
        let response = await engine.handler(request)
        engine.leave()
        answer(response, to: number)
    }

    private func answer(_ response: Response, to number: UInt64) {
        state.withLock { state in
            // Resumed under the lock, so that the daemon cannot be stopped before the library has returned.
            if state.answer(response, to: number) == true { handle.resume() }
        }
    }

    /// Does what the clock demands.
    func enforceLimits(at now: ContinuousClock.Instant) {
        state.withLock { state in
            switch state.expiry(at: now) {
            case .none: break
            case .close: shutDown(&state)
            case .refuse:
                // The request belongs to the library's thread, so that the answer has to do without it.
                HandWrittenResponse.send(
                    engine.response(to: .requestTimedOut, nil), requestID: RequestID.next(), isHead: false,
                    to: handle.descriptor)
                shutDown(&state)
            case .abandon(let task, let isSuspended): abandon(&state, .handlerTimedOut, task, isSuspended)
            }
        }
    }

    /// Answers for the handler, which cannot be waited for any longer.
    func abandon() {
        state.withLock { state in
            guard case .handling(let task, let isSuspended) = state.phase else { return }
            abandon(&state, .stopping, task, isSuspended)
        }
    }

    private func abandon(
        _ state: inout ConnectionState, _ failure: Failure, _ task: Task<Void, Never>?, _ isSuspended: Bool
    ) {
        task?.cancel()
        state.enter(.answered(engine.response(to: failure, nil)))
        if isSuspended { handle.resume() }
    }

    /// Closes the connection if it has been waiting for a request since before `instant`.
    func closeIfIdle() {
        state.withLock { state in
            guard case .awaiting = state.phase else { return }
            shutDown(&state)
        }
    }

    private func shutDown(_ state: inout ConnectionState) {
        handle.shutDown()
        state.enter(.closed)
    }
}
