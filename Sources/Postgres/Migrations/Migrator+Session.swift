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
        if !(try hasHistory(session)) { try session.execute(Self.createHistory) }
    }

    /// Puts files and history side by side.
    func compare(_ session: Session) throws(DatabaseError) -> [MigrationStatus] {
        let applied = try hasHistory(session) ? try session.query(Self.history) : []
        var remembered = Dictionary(applied.map { (Self.key($0.number, $0.name), $0) }) { first, _ in first }
        var statuses: [MigrationStatus] = []
        for migration in migrations {
            let known = remembered.removeValue(forKey: Self.key(migration.number, migration.name))
            let state: MigrationStatus.State
            if let known {
                let checksum = try session.query(Self.checksum(of: migration.text))
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
        return statuses.sorted { ($0.number ?? .max, $0.name) < ($1.number ?? .max, $1.name) }
    }

    /// A step goes by its number, whatever it is called, and functions by the name of their file.
    private static func key(_ number: Int?, _ name: String) -> String { number.map(String.init) ?? name }

    private func hasHistory(_ session: Session) throws(DatabaseError) -> Bool {
        let history = try session.query(Self.hasHistory)
        guard !history.isThere || history.knowsFunctions else {
            throw DatabaseError(
                .migration,
                message: "this database has the structure from before 0.1.0, which nothing brings up to date; dump "
                    + "what is to be kept (pg_dump --data-only), and start afresh with an empty database")
        }
        return history.isThere
    }
}
