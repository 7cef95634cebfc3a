import Synchronization

extension Connection {
    /// Gives the request to the handler, on the loop's thread.
    ///
    /// - Returns: False if the connection has to be closed.
    func run(_ request: Request, _ number: UInt64, of origin: Origin) -> Bool {
        let task = start(request, number, of: origin, isInline: true)
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

    /// Gives a request that has waited to the handler, from whatever thread its place became free on.
    ///
    /// - Returns: False if nobody waits for it any more; its place is free again.
    func takeTurn(_ waiting: WaitingRequest, of origin: Origin) -> Bool {
        let isExpected = state.withLock { state in
            guard state.number == waiting.number, case .waiting = state.phase, !closeIfHungUp(&state) else {
                return false
            }
            state.enter(.handling(nil, isSuspended: true))
            return true
        }
        guard isExpected else { return false }
        // Never inline: one handler after the other would run inside the end of the one before.
        let task = start(waiting.request, waiting.number, of: origin, isInline: false)
        state.withLock { state in
            if state.number == waiting.number, case .handling = state.phase {
                state.enter(.handling(task, isSuspended: true))
            } else {
                task.cancel()
            }
        }
        return true
    }

    /// Runs the handler in a task of its own: neither the loop's thread nor another request can wait for it.
    private func start(_ request: Request, _ number: UInt64, of origin: Origin, isInline: Bool) -> Task<Void, Never> {
        let isQuick = request.body.count <= ServerConfiguration.quickBodyBytes
        let executor = isQuick ? engine.configuration.loop : nil
        return isInline && isQuick
            ? Task.immediate(executorPreference: executor) { await self.handle(request, number, of: origin) }
            : Task(executorPreference: executor) { await self.handle(request, number, of: origin) }
    }

    private func handle(_ request: Request, _ number: UInt64, of origin: Origin) async {
        let response = await engine.handler(request)
        engine.leave(origin)
        answer(response, to: number)
    }

    private func answer(_ response: Response, to number: UInt64) {
        state.withLock { state in
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
                // The request belongs to the library, so that the answer has to do without it.
                HandWrittenResponse.send(
                    engine.response(to: .requestTimedOut, nil), requestID: RequestID.next(), isHead: false,
                    to: handle.descriptor)
                shutDown(&state)
            case .abandon: abandon(&state, .handlerTimedOut)
            }
            if case .waiting(let ticket, let origin) = state.phase, closeIfHungUp(&state) {
                engine.withdraw(ticket, of: origin)
            }
        }
    }

    /// Answers what cannot be waited for any longer.
    func abandon() {
        state.withLock { abandon(&$0, .stopping) }
    }

    /// Sends a refusal that was held back.
    func letGo(_ number: UInt64) {
        state.withLock { state in
            guard state.number == number, case .heldBack(let response) = state.phase else { return }
            state.enter(.answered(response))
            handle.resume()
        }
    }

    private func abandon(_ state: inout ConnectionState, _ failure: Failure) {
        switch state.phase {
        case .handling(let task, let isSuspended):
            task?.cancel()
            state.enter(.answered(engine.response(to: failure, nil)))
            if isSuspended { handle.resume() }
        case .waiting(let ticket, let origin):
            engine.withdraw(ticket, of: origin)
            state.enter(.answered(engine.response(to: failure, nil)))
            handle.resume()
        case .heldBack(let response):
            state.enter(.answered(response))
            handle.resume()
        default: break
        }
    }

    /// Closes a connection whose client went while its request waited. One that only ended its sending direction is
    /// taken for gone too: nobody works for those who can no longer be told from the ones that left.
    private func closeIfHungUp(_ state: inout ConnectionState) -> Bool {
        guard handle.hasHungUp else { return false }
        shutDown(&state)
        handle.resume()
        return true
    }

    /// Closes the connection if it waits for a request. One that is there already, unread, is still answered.
    func closeIfIdle() {
        state.withLock { state in
            guard case .awaiting = state.phase, !handle.hasInput else { return }
            shutDown(&state)
        }
    }

    private func shutDown(_ state: inout ConnectionState) {
        handle.shutDown()
        state.enter(.closed)
    }
}
