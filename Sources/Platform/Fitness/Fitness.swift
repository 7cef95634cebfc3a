internal import Directory
internal import FoundationEssentials
internal import Lifecycle
internal import Observability
internal import Postgres
internal import Synchronization

/// Whether a program may serve: the database is migrated far enough, the program has the peppers that it knows, and
/// sessions can be relied on.
///
/// As long as nobody knows, nothing is served. A wrong pepper ends a program that has not served yet: it is as wrong as a
/// setting can be. One that serves already goes on refusing until it is right again.
final class Fitness: Service {
    /// How often a database is asked that has not been found fit.
    static let interval = Duration.milliseconds(500)
    /// How often one is asked that is.
    static let fitInterval = Duration.seconds(30)

    private enum Verdict: Equatable {
        case unknown, fit
        case unfit(PlatformError)
    }

    let name = "fitness"

    private let database: Database
    private let peppers: Peppers
    private let holder: (process: UUID, program: PepperHolder.Program)
    private let logger: Logger
    private let isFitNow = Atomic<Bool>(false)
    private let state = Mutex((verdict: Verdict.unknown, hasServed: false, faults: [SessionFault]()))

    init(of database: Database, peppers: Peppers, as program: PepperHolder.Program, logger: Logger) {
        self.database = database
        self.peppers = peppers
        holder = (.version7(), program)
        self.logger = logger
    }

    /// Whether to serve, as far as is known.
    var isFit: Bool { isFitNow.load(ordering: .relaxed) }

    /// Looks for the first time. That the database does not answer is no reason not to start.
    ///
    /// - Throws: ``PlatformError/wrongPepper``.
    func start() async throws {
        do {
            try await examine()
        } catch let error as PlatformError where error.code == .wrongPepper && !hasServed {
            throw error
        } catch {
            return
        }
    }

    /// Looks until it is told to stop, or has to end the program.
    func run(until shutdown: Shutdown) async throws {
        while await !shutdown.requested(within: isFit ? Self.fitInterval : Self.interval) { try await start() }
        // Whoever moves on to another pepper has to wait for this program no more. If it cannot say so, it has been
        // silent for long enough soon.
        try? await database.before(.now + OperationsEndpoint.patience).pipeline(PepperHolder.forget(holder.process))
    }

    /// Returns when there is something to serve, or the wish to stop.
    func served(until shutdown: Shutdown) async -> Bool {
        while !isFit {
            if await shutdown.requested(within: Self.interval / 5) { return false }
        }
        return true
    }

    /// Asks the database, and remembers what it says.
    ///
    /// - Throws: ``PlatformError`` where nothing may be served, `DatabaseError` where the database does not answer.
    func examine() async throws {
        do {
            let (facts, faults) = try await database.before(.now + OperationsEndpoint.patience).pipeline(
                Safeguards.facts(peppers, of: holder), SessionSetting.faults(SessionSetting.ofRunningRoles))
            if let fault = faults.first(where: { $0.setting.purpose == .answers }) {
                // Where it is mended meanwhile, the next look sees it.
                await database.renewConnections()
                throw PlatformError.wrongSession(fault)
            }
            guard facts.structure >= Structure.needed else { throw PlatformError.notMigrated(facts.structure) }
            guard facts.hasFunctions else { throw PlatformError.otherFunctions }
            if let fault = PlatformError(facts.peppers.fit(peppers)) { throw fault }
            facts.peppers.tell(peppers)
            warn(faults)
            conclude(.fit)
        } catch let error as PlatformError {
            conclude(.unfit(error))
            throw error
        } catch let error as DatabaseError where Self.meansNoStructure(error) {
            let error = PlatformError.notMigrated(nil)
            conclude(.unfit(error))
            throw error
        }
    }

    /// Says so where sessions are such that everything works and takes long.
    private func warn(_ faults: [SessionFault]) {
        let isNews = state.withLock { state in
            defer { state.faults = faults }
            return state.faults != faults
        }
        guard isNews else { return }
        for fault in faults {
            logger.warning("slow sessions", ["setting": .string(fault.description), "mend": .string(fault.command)])
        }
    }

    private static func meansNoStructure(_ error: DatabaseError) -> Bool {
        [.undefinedFunction, .undefinedSchema, .undefinedTable].contains(error.sqlState)
    }

    private var hasServed: Bool { state.withLock(\.hasServed) }

    private func conclude(_ verdict: Verdict) {
        let isNews = state.withLock { state in
            defer {
                state.verdict = verdict
                if verdict == .fit { state.hasServed = true }
            }
            return state.verdict != verdict
        }
        isFitNow.store(verdict == .fit, ordering: .relaxed)
        guard isNews else { return }
        switch verdict {
        case .unfit(let error): logger.error("not serving", ["reason": .string(error.description)])
        case .fit, .unknown: logger.notice("database and pepper fit")
        }
    }
}
