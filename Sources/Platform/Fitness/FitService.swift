internal import Lifecycle

/// A service that begins when the program may serve.
struct FitService: Service {
    let service: any Service
    let fitness: Fitness

    var name: String { service.name }

    func run(until shutdown: Shutdown) async throws {
        guard await fitness.served(until: shutdown) else { return }
        try await service.run(until: shutdown)
    }
}
