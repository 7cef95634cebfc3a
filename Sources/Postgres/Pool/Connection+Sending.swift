internal import CLibpq

extension Connection {
    /// Sends a unit with one Sync behind it.
    ///
    /// - Returns: why it was not sent, or nil.
    func send(_ unit: Unit) -> PoolEvent.NotSent? {
        unit.answer = nil
        var steps: [Outstanding.Step] = []
        steps.reserveCapacity(unit.statements.count + 2)
        guard queue(unit, into: &steps) else { return .nothingSent }
        outstanding.append(Outstanding(unit: unit, steps: steps))
        guard unsafe PQpipelineSync(handle) == 1 else { return .broken }
        return flush() ? nil : .broken
    }

    /// Hands libpq's buffer to the socket as far as it takes it; false when the connection is broken.
    func flush() -> Bool {
        let state = unsafe PQflush(handle)
        hasUnsentBytes = state == 1
        return state >= 0
    }

    private func queue(_ unit: Unit, into steps: inout [Outstanding.Step]) -> Bool {
        if unit.kind.begins, !queue(.begin, "BEGIN", into: &steps) { return false }
        for statement in unit.statements where !queue(statement, into: &steps) { return false }
        if case .rollback = unit.kind, !queue(.begin, "ROLLBACK", into: &steps) { return false }
        if unit.kind.commits, !queue(.commit, "COMMIT", into: &steps) { return false }
        return true
    }

    private func queue(_ step: Outstanding.Step, _ text: String, into steps: inout [Outstanding.Step]) -> Bool {
        steps.append(step)
        return unsafe PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 0) == 1
    }

    private func queue(_ statement: Statement, into steps: inout [Outstanding.Step]) -> Bool {
        let sql = statement.sql
        guard let name = usableName(of: sql) else {
            steps.append(.statement(isPrepared: false))
            return unsafe parameters.withParameters(statement.values) { count, values, lengths, formats in
                unsafe PQsendQueryParams(handle, sql.text, count, nil, values, lengths, formats, 0) == 1
            }
        }
        if prepared[name] == nil {
            guard unsafe PQsendPrepare(handle, name, sql.text, 0, nil) == 1 else { return false }
            preparing.insert(name)
            steps.append(.prepare(name: name, text: sql.text))
        }
        steps.append(.statement(isPrepared: true))
        return unsafe parameters.withParameters(statement.values) { count, values, lengths, formats in
            unsafe PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0) == 1
        }
    }

    /// The name to use, or nil where the statement goes unnamed.
    ///
    /// A name whose Parse has been sent, without an answer yet, may turn out not to exist; and one that stands for
    /// other text would run that other statement. Of a long name PostgreSQL sees only the beginning.
    private func usableName(of sql: SQL) -> String? {
        guard preparedStatements == .named, let name = sql.name, name.utf8.count <= SQL.maximumNameBytes else {
            return nil
        }
        guard !preparing.contains(name) else { return nil }
        return prepared[name, default: sql.text] == sql.text ? name : nil
    }
}
