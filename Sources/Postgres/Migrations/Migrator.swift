public import Observability
internal import Reactor

/// Applies numbered SQL files to a database, each in a transaction of its own, and then all files of functions that are
/// new or have changed, in one transaction.
///
/// Any number of processes may migrate at once, and as often as they like: they take turns, and each file is applied
/// once. It needs the direct route to PostgreSQL; a pooler in transaction mode would lose its lock.
public struct Migrator: Sendable {
    let migrations: [Migration]
    let logger: Logger
    private let configuration: Database.Configuration

    /// How long a statement of a migration may wait for a lock; longer waits would hold up the whole application.
    var lockTimeout = Duration.seconds(5)
    /// The pause after a lock was not given, before the migration is tried again.
    var pause = Duration.seconds(1)
    /// How often a migration is tried in all.
    static let maximumAttempts = 5
    /// How long to wait for other migrators.
    static let turnTimeout = Duration.seconds(600)

    /// A migrator for given migrations.
    ///
    /// - Parameters:
    ///   - migrations: all there are, steps and functions, in any order.
    ///   - url: the database, by the direct route.
    ///   - role: the user where the URL names none.
    ///   - logger: is told what was applied.
    public init(
        migrations: [Migration], url: DatabaseURL, role: String? = nil, logger: Logger = Logger(label: "migrator")
    ) {
        self.migrations = migrations.sorted { ($0.number ?? .max, $0.name) < ($1.number ?? .max, $1.name) }
        self.logger = logger
        var configuration = Database.Configuration(url: url, role: role)
        configuration.applicationName = "muster-migrator"
        self.configuration = configuration
    }

    /// A migrator for the files of a directory.
    ///
    /// - Parameters:
    ///   - directory: the path of the steps, with the folder `functions` in it.
    ///   - url: the database, by the direct route.
    ///   - role: the user where the URL names none.
    ///   - logger: is told what was applied.
    /// - Throws: ``DatabaseError/Code/migration`` where a file cannot be read or is not named `NNNN-name.sql`.
    public init(
        directory: String, url: DatabaseURL, role: String? = nil, logger: Logger = Logger(label: "migrator")
    ) throws(DatabaseError) {
        let migrations = try Migration.files(in: directory) + Migration.functions(in: directory)
        self.init(migrations: migrations, url: url, role: role, logger: logger)
    }

    /// Applies what is pending, and functions that have changed.
    ///
    /// A cancelled task does not stop it: what has begun is applied.
    ///
    /// - Parameter progress: is called, on another thread, before each migration that is applied.
    /// - Returns: what was applied, in order; empty where everything was already.
    /// - Throws: ``DatabaseError``, whose description says what to do where files and database do not fit together.
    @discardableResult
    public func migrate(
        progress: @escaping @Sendable (Migration) -> Void = { _ in }
    ) async throws(DatabaseError) -> [Migration] {
        try await onThread { session throws(DatabaseError) in
            try takeTurn(session)
            let plan = try MigrationPlan(migrations, try compare(session))
            let needsFunctions = !plan.functions.isEmpty || !plan.vanished.isEmpty
            let set = needsFunctions ? try functionSet(session) : nil
            for step in plan.steps {
                guard let number = step.number else { continue }
                progress(step)
                try apply(step, number: number, session)
            }
            if let set {
                plan.functions.forEach(progress)
                try applyFunctions(of: plan, set: set, session)
            }
            return plan.steps + plan.functions
        }
    }

    /// Compares files and database, and changes nothing.
    ///
    /// - Returns: every migration that either of them knows, in order.
    /// - Throws: ``DatabaseError`` where the database cannot be asked.
    public func status() async throws(DatabaseError) -> [MigrationStatus] {
        try await onThread { session throws(DatabaseError) in try compare(session) }
    }

    /// A session blocks, so it must not do so on a thread that runs tasks.
    private func onThread<Output: Sendable>(
        _ body: @escaping @Sendable (Session) throws(DatabaseError) -> Output
    ) async throws(DatabaseError) -> Output {
        let result: Result<Output, DatabaseError> = await withCheckedContinuation { continuation in
            let hasStarted = DetachedThread.start {
                continuation.resume(
                    returning: Result { () throws(DatabaseError) in try body(try Session(configuration)) })
            }
            if !hasStarted { continuation.resume(returning: .failure(.noThread)) }
        }
        return try result.get()
    }
}
