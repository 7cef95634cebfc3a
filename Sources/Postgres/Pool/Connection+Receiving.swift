internal import CLibpq

extension Connection {
    /// Reads what has arrived, and finishes the units that are complete by it.
    ///
    /// - Returns: why the connection is of no more use, or nil.
    func receive() -> DatabaseError? {
        guard consumeInput() else { return unsafe DatabaseError(.connectionLost, connection: handle) }
        if hasUnsentBytes, !flush() { return unsafe DatabaseError(.connectionLost, connection: handle) }
        while !outstanding.isEmpty, unsafe PQisBusy(handle) == 0 {
            if let result = unsafe PQgetResult(handle) {
                if let error = unsafe take(result) { return error }
            } else {
                guard endStep() else { return unsafe DatabaseError(.connectionLost, connection: handle) }
            }
        }
        return stopEndlessResult()
    }

    /// The least that libpq reads of what is there.
    private static let leastRead = 8_192

    /// Takes what has arrived from the socket; false where the connection is broken.
    ///
    /// libpq tells how large a result is only when it is complete. Of one that is not complete after its first part,
    /// the bytes are counted: at least so many have been read.
    private func consumeInput() -> Bool {
        guard let first = outstanding.first, first.isArriving else { return unsafe PQconsumeInput(handle) == 1 }
        let unread = unreadBytes
        guard unsafe PQconsumeInput(handle) == 1 else { return false }
        outstanding[0].arrivedBytes += max(unread - unreadBytes, min(unread, Self.leastRead))
        return true
    }

    /// Gives up the connection where a result that is still arriving is too large already.
    private func stopEndlessResult() -> DatabaseError? {
        guard !outstanding.isEmpty else { return nil }
        outstanding[0].isArriving = true
        guard outstanding[0].arrivedBytes > maximumResultBytes else { return nil }
        outstanding[0].refuseResults()
        return DatabaseError(.connectionLost, message: "a result was too large")
    }

    /// What has come since it was asked last.
    func takeReading(isLost: Bool) -> PoolEvent.Reading {
        defer { answered = 0 }
        return PoolEvent.Reading(
            answered: answered, isHeadTouched: outstanding.first.map { !$0.isUntouched } ?? false,
            session: transactionState, isBroken: isBroken, outdatesAll: outdatesAll, isLost: isLost)
    }

    /// Files one result; returns an error where it can only mean that the connection is lost.
    private func take(_ result: OpaquePointer) -> DatabaseError? {
        outstanding[0].hasResult = true
        switch unsafe PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            unsafe PQclear(result)
            finishUnit()
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            keep(unsafe Rows(takingOwnership: result))
        case PGRES_PIPELINE_ABORTED:
            unsafe PQclear(result)
            forgetPreparing()
        case PGRES_FATAL_ERROR:
            defer { unsafe PQclear(result) }
            return fail(unsafe DatabaseError(borrowing: result))
        default:
            unsafe PQclear(result)
            return DatabaseError(.connectionLost, message: "a statement began to copy data")
        }
        return nil
    }

    private func keep(_ rows: Rows) {
        switch outstanding[0].currentStep {
        case .prepare(let name, let text):
            preparing.remove(name)
            prepared[name] = text
        case .statement:
            outstanding[0].resultBytes += rows.byteCount
            outstanding[0].rows.append(rows)
            if outstanding[0].resultBytes > maximumResultBytes { outstanding[0].refuseResults() }
        case .commit where rows.commandTag == "ROLLBACK":
            // PostgreSQL answers the COMMIT of a failed transaction so, and does not call it an error.
            outstanding[0].error = DatabaseError(.server(.inFailedTransaction), message: "rolled back at COMMIT")
        case .begin, .commit, nil: break
        }
    }

    private func fail(_ error: DatabaseError) -> DatabaseError? {
        forgetPreparing()
        var error = error
        if case .statement(isPrepared: true) = outstanding[0].currentStep, error.sqlState?.meansOutdated == true {
            error = error.asOutdated
        }
        if error.breaksConnection { isBroken = true }
        // What one connection has found out holds for all that are as old.
        if error.isOutdated || error.sqlState == .readOnlyTransaction { outdatesAll = true }
        guard error.code != .connectionLost else { return error }
        if outstanding[0].error == nil { outstanding[0].error = error }
        return nil
    }

    /// A Parse that failed or was skipped leaves no name behind.
    private func forgetPreparing() {
        if case .prepare(let name, _) = outstanding[0].currentStep { preparing.remove(name) }
    }

    /// Goes on to the next command; false where its result should have come first.
    private func endStep() -> Bool {
        guard outstanding[0].hasResult else { return false }
        outstanding[0].position += 1
        outstanding[0].hasResult = false
        return true
    }

    private func finishUnit() {
        let finished = outstanding.removeFirst()
        finished.unit.answer = finished.answer
        answered += 1
    }
}

extension Outstanding {
    fileprivate var currentStep: Step? {
        position < steps.count ? steps[position] : nil
    }
}
