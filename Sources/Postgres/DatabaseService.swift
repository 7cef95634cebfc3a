internal import Lifecycle

/// Keeps a pool's connections from the start of the process to its end.
struct DatabaseService: Service {
    let pool: Pool

    var name: String { "database" }

    func run(until shutdown: Shutdown) async throws {
        await pool.open()
        await shutdown.requested()
        await pool.close()
    }
}
