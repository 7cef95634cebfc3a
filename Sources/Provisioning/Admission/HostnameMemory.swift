internal import Directory
internal import Synchronization

/// Host names that were seen to belong to a tenant.
///
/// It decides nothing but which refusal a request without a usable token gets, so that guessing tokens at a known host
/// costs no database call. Whether a tenant is there is always asked of the database.
final class HostnameMemory: Sendable {
    /// The most names that are remembered; past it all are forgotten, and learned anew.
    static let maximumCount = 10_000

    private let known = Mutex<Set<Hostname>>([])

    func contains(_ hostname: Hostname) -> Bool {
        known.withLock { $0.contains(hostname) }
    }

    func insert(_ hostname: Hostname) {
        known.withLock { known in
            if known.count >= Self.maximumCount { known.removeAll(keepingCapacity: true) }
            known.insert(hostname)
        }
    }
}
