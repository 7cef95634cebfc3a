import Synchronization

extension Connection {
    /// Decides what becomes of the complete request.
    ///
    /// - Returns: False if the connection has to be closed.
    func dispatch() -> Bool {
        guard let request else { return false }
        guard !engine.isStopping else { return send(engine.response(to: .stopping, request)) }
        switch engine.surfaces[request].passage?(request) ?? .origin(.everybody) {
        case .origin(let origin):
            self.origin = origin
            return enter(request, of: origin)
        case .refused(let failure): return turnAway(request, .passage, failure)
        }
    }

    private func enter(_ request: Request, of origin: Origin) -> Bool {
        let (decision, number) = state.withLock { state in
            let waiting = WaitingRequest(connection: self, number: state.number, request: request)
            // Under the lock, so that whoever gives it a place finds the connection suspended.
            let decision = engine.arrive(waiting, of: origin)
            switch decision {
            case .runs: state.enter(.handling(nil, isSuspended: false), until: request.deadline)
            case .waits(let ticket):
                handle.suspend()
                state.enter(.waiting(ticket: ticket, origin), until: request.deadline)
            case .originIsFull, .everythingIsFull: break
            }
            return (decision, state.number)
        }
        switch decision {
        case .runs: return run(request, number, of: origin)
        case .waits: return true
        case .originIsFull: return turnAway(request, .origin, .tooManyWaiting)
        case .everythingIsFull: return turnAway(request, .server, .overloaded)
        }
    }

    /// Refuses a complete request; the answer is sent by the ``Pacer``.
    private func turnAway(_ request: Request, _ refusal: Refusal, _ failure: Failure) -> Bool {
        engine.count(refusal)
        forgetBody()
        let response = engine.response(to: failure, request)
        let number = state.withLock { state in
            handle.suspend()
            state.enter(.heldBack(response), until: request.deadline)
            return state.number
        }
        engine.pacer.hold(self, number)
        return true
    }

    /// Nobody reads the body of a refused request.
    private func forgetBody() {
        engine.release(bodyBytes: request?.body.count ?? 0)
        request?.body = []
    }
}
