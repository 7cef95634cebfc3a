internal import Glibc
internal import Observability
internal import Time

// On the session's thread, which may block.
extension Migrator {
    /// Applies one step.
    func apply(_ step: Migration, number: Int, _ session: Session) throws(DatabaseError) {
        let milliseconds = try patiently(session) { file throws(DatabaseError) in
            file = step.fileName
            let checksum = try session.query(Self.checksum(of: step.text))
            let milliseconds = try run(step, session)
            try session.query(Self.record(number, step, checksum: checksum, milliseconds: milliseconds))
            return milliseconds
        }
        tell(step, milliseconds)
    }

    /// Applies functions: all or none, so that nobody ever calls some of one version and some of another.
    ///
    /// A file that is there no more is forgotten if what it made has gone too, or is made by another one.
    func applyFunctions(of plan: MigrationPlan, set: String, _ session: Session) throws(DatabaseError) {
        let times = try patiently(session) { file throws(DatabaseError) in
            var times: [(Migration, Int64)] = []
            for functions in plan.functions {
                file = functions.fileName
                let checksum = try session.query(Self.checksum(of: functions.text))
                try session.execute("SAVEPOINT functions")
                try session.query(Self.begin(functions, checksum: checksum))
                let milliseconds = try run(functions, session)
                try session.query(Self.finish(functions, milliseconds: milliseconds))
                try session.execute("RELEASE SAVEPOINT functions")
                times.append((functions, milliseconds))
            }
            try session.execute("SET LOCAL search_path = pg_catalog")
            for name in plan.vanished {
                if let leftover = try session.query(Self.leftover(of: name)) {
                    throw DatabaseError(
                        .migration,
                        message: "\(name).sql is applied but there is no such file, and \(leftover) that it made is "
                            + "still there; restore the file, or drop what it made in a new migration")
                }
                try session.query(Self.forget(name))
            }
            try session.query(Self.record(set: set))
            return times
        }
        for (functions, milliseconds) in times { tell(functions, milliseconds) }
    }

    /// Stands for everything in all files of functions.
    ///
    /// - Throws: ``DatabaseError/Code/migration`` where the database has had all that, and something later since.
    func functionSet(_ session: Session) throws(DatabaseError) -> String {
        var lines: [String] = []
        for functions in migrations where functions.number == nil {
            let checksum = try session.query(Self.checksum(of: functions.text))
            lines.append("\(functions.name) \(checksum)")
        }
        let set = try session.query(Self.checksum(of: lines.joined(separator: "\n")))
        guard !(try session.query(Self.isOutdated(set: set))) else {
            throw DatabaseError(
                .migration,
                message: "the functions have been as they are in these files, and others have been applied since; this "
                    + "program is older than the database (to have them again on purpose, change a comment in one)")
        }
        return set
    }
}

extension Migrator {
    /// Runs a transaction, again and again where the application holds a lock that it needs.
    ///
    /// - Parameter body: says at which file it is.
    private func patiently<Output>(
        _ session: Session, _ body: (inout String) throws(DatabaseError) -> Output
    ) throws(DatabaseError) -> Output {
        var attempt = 1
        while true {
            var file = ""
            do {
                try session.execute("BEGIN")
                let output = try body(&file)
                // What a file set for its session must not reach the next one.
                try session.execute("COMMIT; RESET ALL")
                return output
            } catch {
                try? session.execute("ROLLBACK")
                guard error.sqlState == .lockNotAvailable else { throw explained(error, file) }
                guard attempt < Self.maximumAttempts else {
                    throw DatabaseError(
                        .migration, message: "\(file) got no lock in \(attempt) attempts; try when there is less load",
                        detail: error.debugDescription)
                }
            }
            attempt += 1
            logger.warning("migration waits for a lock", ["file": .string(file)])
            _ = usleep(UInt32(clamping: pause.inMilliseconds * 1_000))
        }
    }

    /// Runs the statements of a file in the transaction that is open, and says how many milliseconds they took.
    private func run(_ migration: Migration, _ session: Session) throws(DatabaseError) -> Int64 {
        let start = ContinuousClock.now
        try session.execute("RESET ALL; SET LOCAL lock_timeout = \(lockTimeout.inMilliseconds)")
        try session.execute(migration.text)
        guard session.isInTransaction else {
            throw DatabaseError(
                .migration, message: "\(migration.fileName) ends its transaction; take BEGIN and COMMIT out of it")
        }
        try session.execute("RESET ROLE; SET LOCAL search_path = pg_catalog")
        return start.duration(to: .now).inMilliseconds
    }

    private func explained(_ error: DatabaseError, _ file: String) -> DatabaseError {
        guard case .server(let state) = error.code else { return error }
        return DatabaseError(
            .migration, message: "\(file) failed with SQLSTATE \(state.rawValue) and was rolled back",
            detail: error.message, constraint: error.constraint, table: error.table)
    }

    private func tell(_ migration: Migration, _ milliseconds: Int64) {
        logger.notice(
            "migration applied",
            ["file": .string(migration.fileName), "milliseconds": .integer(Int(milliseconds))])
    }
}
