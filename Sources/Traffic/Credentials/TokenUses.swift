internal import Directory
internal import FoundationEssentials
internal import Observability
internal import Synchronization

/// The uses of tokens that are not written down yet.
final class TokenUses: Sendable {
    /// The most that wait. One past it is lost; its token is noted again in the next period.
    static let maximumCount = 20_000

    private struct Waiting {
        let tenant: UUID
        let second: Int64
    }

    private let waiting = Mutex<[UUID: Waiting]>([:])

    /// Notes a use at a second of the clock.
    func note(_ access: Access, second: Int64) {
        waiting.withLock { waiting in
            guard waiting.count < Self.maximumCount || waiting[access.token] != nil else { return }
            waiting[access.token] = Waiting(tenant: access.tenant, second: second)
        }
    }

    /// Takes out some of what waits, at most `limit`.
    func take(_ limit: Int, now second: Int64) -> [TokenUse] {
        waiting.withLock { waiting in
            let uses = waiting.prefix(limit).map { token, use in
                TokenUse(tenant: use.tenant, token: token, secondsAgo: Int(max(0, second - use.second)))
            }
            if uses.count == waiting.count {
                waiting.removeAll(keepingCapacity: true)
            } else {
                for use in uses { waiting.removeValue(forKey: use.token) }
            }
            return uses
        }
    }
}
