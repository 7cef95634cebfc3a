internal import Directory
internal import HTTPServer
internal import Synchronization

/// The credentials that the database has let in lately, of so many as fit.
final class KnownCredentials: Sendable {
    /// The most that are remembered in each of two generations, some 4 MB each where there are so many.
    ///
    /// Enough for 100,000 tenants that are all active: the others would have to share what strangers have. A dictionary
    /// of 131,072 places takes this many before it doubles.
    static let generationCapacity = 98_000

    private let memory: Mutex<RecentMemory<CredentialKey, KnownCredential>>

    init(generationCapacity: Int = KnownCredentials.generationCapacity) {
        memory = Mutex(RecentMemory(generationCapacity: generationCapacity))
    }

    /// How many are known.
    var count: Int { memory.withLock { $0.count } }

    subscript(_ key: CredentialKey) -> KnownCredential? {
        memory.withLock { $0.value(for: key) }
    }

    /// Remembers a token that was let in.
    ///
    /// - Returns: whether its use is still to be noted in this period.
    func learn(_ key: CredentialKey, _ access: Access, period: Int64) -> Bool {
        memory.withLock { memory in
            let known = memory.value(for: key)
            let isNoted = known?.notedPeriod == period
            if isNoted, let tenant = known?.tenant, tenant.id == access.tenant, tenant.limit == access.limit {
                return false
            }
            memory.insert(KnownCredential(access, notedPeriod: period), for: key)
            return !isNoted
        }
    }

    /// Remembers a program of the operator that was let in; each has a share of its own at each host.
    func learnClient(_ key: CredentialKey) {
        memory.withLock { memory in
            guard memory.value(for: key) == nil else { return }
            memory.insert(.ofOperator, for: key)
        }
    }

    /// Forgets one that was not let in any more.
    func forget(_ key: CredentialKey) {
        memory.withLock { $0.remove(key) }
    }
}
