import Configuration
import Cryptography
import Directory
import FoundationEssentials
import HTTPServer
import Observability
import Platform
import Postgres
import TestHarness
import Testing

/// A whole server in this process, over a database of its own.
struct RunningPlatform: Sendable {
    /// The database, to look at from outside.
    let database: TestDatabase
    /// The server.
    let server: PlatformServer
    /// The database as staff use it.
    let staff: Database
    /// The database for somebody who sees everything.
    let onlooker: Database
    /// Everything that the server logged.
    let log: LogBuffer
    /// Where the surfaces are served.
    let port: UInt16
    /// Where health and metrics are served.
    let operationsPort: UInt16

    static let pepper = Secret("a pepper for tests, as long as it needs to be")

    /// The same, as programs have it.
    static var peppers: Peppers {
        guard let pepper = Pepper(pepper) else { preconditionFailure("the test's pepper is too short") }
        return Peppers(pepper)
    }

    /// Starts a server, lends it out, and stops it.
    static func with(
        limits: ServerConfiguration.Limits = ServerConfiguration.Limits(),
        configure: (inout PlatformConfiguration) throws -> Void = { _ in },
        _ body: (RunningPlatform) async throws -> Void
    ) async throws {
        try await TestDatabase.with { database in
            try await with(database, limits: limits, configure: configure, body)
        }
    }

    /// The same over a database that is there already: a further process of the platform.
    static func with(
        _ database: TestDatabase, limits: ServerConfiguration.Limits = ServerConfiguration.Limits(),
        configure: (inout PlatformConfiguration) throws -> Void = { _ in },
        _ body: (RunningPlatform) async throws -> Void
    ) async throws {
        let log = LogBuffer(limit: 100_000)
        var configuration = try configuration(database, limits)
        try configure(&configuration)
        // As its settings would have it.
        if !configuration.surfaces.contains(.scim) {
            configuration.database = Database.Configuration(url: database.url(as: .product))
        }
        let server = PlatformServer(
            configuration, logger: Logger(label: "test", level: .debug, destination: .buffer(log)), metrics: Metrics())
        try await database.connected(as: .superuser, configure: { $0.maximumConnections = 2 }) { onlooker in
            try await database.connected(as: .admin, configure: { $0.maximumConnections = 2 }) { staff in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await server.run(handlingSignals: false) }
                    let platform = RunningPlatform(
                        database: database, server: server, staff: staff, onlooker: onlooker, log: log,
                        port: try await server.surfaces.boundPort,
                        operationsPort: try await server.operations.boundPort)
                    do {
                        try await body(platform)
                    } catch {
                        group.cancelAll()
                        throw error
                    }
                    group.cancelAll()
                }
            }
        }
    }

    private static func configuration(
        _ database: TestDatabase, _ limits: ServerConfiguration.Limits
    ) throws -> PlatformConfiguration {
        PlatformConfiguration(
            database: database.configuration(as: .app),
            peppers: peppers,
            address: PublicAddress(scheme: "https", port: nil),
            listen: try #require(SocketAddress(parsing: "127.0.0.1:0")),
            operationsListen: try #require(SocketAddress(parsing: "127.0.0.1:0")), limits: limits)
    }
}
