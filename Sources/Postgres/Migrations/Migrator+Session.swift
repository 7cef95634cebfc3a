internal import Glibc
internal import Observability
internal import Time

// On the session's thread, which may block.
extension Migrator {
    /// Waits until no other migrator is at work, and makes the history where there is none.
    func takeTurn(_ session: Session) throws(DatabaseError) {
        try session.execute("SET lock_timeout = \(Self.turnTimeout.inMilliseconds)")
        do {
            try session.query(Self.lock)
        } catch {
            guard error.sqlState == .lockNotAvailable else { throw error }
            throw DatabaseError(.migration, message: "another migrator has been at work for ten minutes; try later")
        }
        try session.execute("RESET lock_timeout")
        if !(try session.query(Self.hasHistory)) { try session.execute(Self.createHistory) }
    }

    /// Puts files and history side by side.
    func compare(_ session: Session) throws(DatabaseError) -> [MigrationStatus] {
        let applied = try session.query(Self.hasHistory) ? try session.query(Self.history) : []
        var remembered = Dictionary(applied.map { ($0.number, $0) }) { first, _ in first }
        var statuses: [MigrationStatus] = []
        for migration in migrations {
            let known = remembered.removeValue(forKey: migration.number)
            let state: MigrationStatus.State
            if let known {
                let checksum = try session.query(Self.checksum(of: migration))
                state = known.checksum == checksum && known.name == migration.name ? .applied : .changed
            } else {
                state = .pending
            }
            statuses.append(
                MigrationStatus(
                    number: migration.number, name: migration.name, state: state, appliedAt: known?.appliedAt))
        }
        statuses += remembered.values.map {
            MigrationStatus(number: $0.number, name: $0.name, state: .unknown, appliedAt: $0.appliedAt)
        }
        return statuses.sorted { $0.number < $1.number }
    }

    /// Applies one migration, again and again where the application holds a lock that it needs.
    func apply(_ migration: Migration, _ session: Session) throws(DatabaseError) {
        for attempt in 1... {
            do {
                let milliseconds = try applyOnce(migration, session)
                logger.notice(
                    "migration applied",
                    ["file": .string(migration.fileName), "milliseconds": .integer(Int(milliseconds))])
                return
            } catch {
                try? session.execute("ROLLBACK")
                guard error.sqlState == .lockNotAvailable else { throw explained(error, migration) }
                guard attempt < Self.maximumAttempts else {
                    throw DatabaseError(
                        .migration,
                        message:
                            "\(migration.fileName) got no lock in \(attempt) attempts; try when there is less load",
                        detail: error.debugDescription)
                }
            }
            logger.warning("migration waits for a lock", ["file": .string(migration.fileName)])
            _ = usleep(UInt32(clamping: pause.inMilliseconds * 1_000))
        }
    }

    private func applyOnce(_ migration: Migration, _ session: Session) throws(DatabaseError) -> Int64 {
        let start = ContinuousClock.now
        let checksum = try session.query(Self.checksum(of: migration))
        try session.execute("BEGIN; SET LOCAL lock_timeout = \(lockTimeout.inMilliseconds)")
        try session.execute(migration.text)
        guard session.isInTransaction else {
            throw DatabaseError(
                .migration, message: "\(migration.fileName) ends its transaction; take BEGIN and COMMIT out of it")
        }
        let milliseconds = start.duration(to: .now).inMilliseconds
        try session.execute("RESET ROLE")
        try session.query(Self.record(migration, checksum: checksum, milliseconds: milliseconds))
        // What the file set for its session must not reach the next one.
        try session.execute("COMMIT; RESET ALL")
        return milliseconds
    }

    private func explained(_ error: DatabaseError, _ migration: Migration) -> DatabaseError {
        guard case .server(let state) = error.code else { return error }
        return DatabaseError(
            .migration, message: "\(migration.fileName) failed with SQLSTATE \(state.rawValue) and was rolled back",
            detail: error.message, constraint: error.constraint, table: error.table)
    }
}
