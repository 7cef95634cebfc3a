internal import Administration
internal import Configuration
internal import Directory
internal import FoundationEssentials
internal import Glibc
internal import Observability
internal import Platform
internal import Postgres

extension Invocation {
    /// Lends an administrator who acts for the person at the terminal.
    func administer<Output>(_ body: (Administrator) async throws -> Output) async throws -> Output {
        let address = try settings.publicAddress()
        let peppers = try settings.peppersIfSet()
        let baseDomain = try settings.valueIfSet(PlatformSettings.baseDomain)
        let actor = Actor(kind: .staff, id: "cli:\(Self.accountName)", requestID: UUID.version7().text)
        return try await connected(as: .admin) { database in
            // What would be issued under a pepper that the servers do not have would be worth nothing.
            if let peppers {
                let known = try await database.pipeline(Safeguards.facts(peppers)).peppers
                if let fault = PlatformError(known.fit(peppers)) { throw fault }
                known.tell(peppers)
            }
            return try await body(
                Administrator(
                    database: database, peppers: peppers, address: address, baseDomain: baseDomain, actor: actor))
        }
    }

    /// Lends a database, reached as a role.
    func connected<Output>(as role: DatabaseRole, _ body: (Database) async throws -> Output) async throws -> Output {
        var configuration = try settings.database(as: role)
        // Whoever only migrates need not be known to a pooler.
        if role == .owner { configuration = configuration.by(.direct) }
        configuration.applicationName = "muster-cli"
        configuration.maximumConnections = 1
        configuration.operationTimeout = .seconds(60)
        let database = Database(configuration: configuration, logger: Self.quietLogger)
        do {
            let output = try await body(database)
            await database.close()
            return output
        } catch {
            await database.close()
            throw error
        }
    }

    /// Says that a list may go on, where it is as long as it may be.
    func tellIfCut(_ count: Int, at limit: Int, last: String?) {
        guard count == limit, let last else { return }
        terminal.tell("There may be more: go on with --after \(last), or raise --limit.")
    }

    /// The same for a list that cannot go on behind one of its lines.
    func tellIfCut(_ count: Int, at limit: Int) {
        guard count == limit else { return }
        terminal.tell("There may be more: raise --limit, or name a tenant.")
    }

    /// What goes wrong is told once, by the program itself.
    static let quietLogger = Logger(label: "cli", level: .error)

    /// The account at the terminal as the system knows it; the environment could claim anything.
    private static var accountName: String {
        let userID = getuid()
        guard let entry = unsafe getpwuid(userID), let name = unsafe entry.pointee.pw_name else { return "\(userID)" }
        return unsafe String(cString: name)
    }
}
