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
        let loop = engine.configuration.loop
        return isInline
            ? Task.immediate(executorPreference: loop) { await self.handle(request, number, of: origin) }
            : Task(executorPreference: loop) { await self.handle(request, number, of: origin) }
    }

    private func handle(_ request: Request, _ number: UInt64, of origin: Origin) async {
        let response = await engine.surfaces[request].handler(request)
        engine.leave(origin)
        answer(response, to: number)
    }

    private func answer(_ response: Response, to number: UInt64) {
        state.withLock { state in
            if state.answer(response, to: number) == true { handle.resume() }
        }
    }

    /// Does what the clock demands, on the loop's thread.
    func enforceLimits(at now: ContinuousClock.Instant) {
        state.withLock { state in
            switch state.expiry(at: now) {
            case .none: break
            case .close: shutDown(&state)
            case .refuse:
                end(&state, with: .requestTimedOut)
            case .abandon: abandon(&state, .handlerTimedOut)
            }
            if case .waiting(let ticket, let origin) = state.phase, closeIfHungUp(&state) {
                engine.withdraw(ticket, of: origin)
            }
        }
    }

    /// Closes a connection that holds up the loop: what has come of its chunked body is not read on, since the library
    /// has no room for the line between two chunks, and yet it finds something to be read again and again.
    func closeIfStuck() {
        let progress = BodyProgress(read: bodyBytes, unread: handle.unreadBytes)
        defer { seenProgress = progress }
        guard let seenProgress, progress.isStuck(since: seenProgress) else { return }
        state.withLock { state in
            switch state.phase {
            case .receiving: end(&state, with: .malformed("A line between the chunks of the body is too long."))
            case .lingering: shutDown(&state)
            default: break
            }
        }
    }

    /// Answers what cannot be waited for any longer, on the loop's thread.
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
            state.enter(.answered(engine.response(to: failure, request)))
            if isSuspended { handle.resume() }
        case .waiting(let ticket, let origin):
            engine.withdraw(ticket, of: origin)
            state.enter(.answered(engine.response(to: failure, request)))
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

    /// Answers a request that is not there as a whole, and closes.
    private func end(_ state: inout ConnectionState, with failure: Failure) {
        let response = engine.response(to: failure, request)
        outcome.note(response)
        write(response)
        shutDown(&state)
    }

    private func shutDown(_ state: inout ConnectionState) {
        handle.shutDown()
        state.enter(.closed)
    }
}
