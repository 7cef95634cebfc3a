import Lifecycle
import Synchronization

/// A service that writes down what happens to it, and ends as it is told.
struct ProbeService: Service {
    enum Ending { case whenAsked, atOnce, failing, failingWhenAsked, whenCancelled }

    let name: String
    private let journal: Journal
    private let ending: Ending

    init(_ name: String, _ journal: Journal, ending: Ending = .whenAsked) {
        self.name = name
        self.journal = journal
        self.ending = ending
    }

    func run(until shutdown: Shutdown) async throws {
        journal.write("start \(name)")
        switch ending {
        case .atOnce:
            return
        case .failing:
            throw ProbeError(service: name)
        case .whenAsked, .failingWhenAsked:
            await shutdown.requested()
            journal.write("stop \(name)")
            if ending == .failingWhenAsked { throw ProbeError(service: name) }
            journal.write("end \(name)")
        case .whenCancelled:
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await shutdown.requested()
                    if !Task.isCancelled { journal.write("stop \(name)") }
                }
                // Nobody asks for this one: only cancellation ends it.
                group.addTask { await Shutdown().requested() }
            }
            journal.write("cancelled \(name)")
        }
    }
}

struct ProbeError: Error, Equatable {
    let service: String
}

/// What happened, in order.
final class Journal: Sendable {
    private let written = Mutex<[String]>([])

    var entries: [String] { written.withLock { $0 } }

    func write(_ entry: String) {
        written.withLock { $0.append(entry) }
    }

    /// Returns when the entry is there. The test's time limit is the limit here too.
    func wait(for entry: String) async {
        while !entries.contains(entry), !Task.isCancelled { await Task.yield() }
    }
}
