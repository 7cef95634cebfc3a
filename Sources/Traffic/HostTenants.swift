internal import Directory
internal import FoundationEssentials
internal import Synchronization

/// The tenants to which host names have led lately, so that each line of the log can say whose a request was.
///
/// It decides nothing but that: whether a tenant is there is always asked of the database.
final class HostTenants: Sendable {
    /// The most names that are remembered in each of two generations.
    static let generationCapacity = 10_000

    private let memory = Mutex(RecentMemory<Hostname, UUID>(generationCapacity: HostTenants.generationCapacity))

    subscript(_ hostname: Hostname) -> UUID? {
        get { memory.withLock { $0.value(for: hostname) } }
        set {
            guard let newValue else { return }
            memory.withLock { $0.insert(newValue, for: hostname) }
        }
    }
}
