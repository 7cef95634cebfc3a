internal import FoundationEssentials
internal import Synchronization

/// What this process has sent to each endpoint and has no answer to yet.
///
/// An endpoint that has just stopped answering shall not take the places of others until its first message has been
/// waited for in vain: as soon as one takes long, few more go the same way.
final class Unanswered: Sendable {
    /// How many messages an endpoint gets at once.
    static let most = 16
    /// How many it gets at once while one of them is not answered soon.
    static let mostWhileWaiting = 4
    /// How soon that is.
    static let soon = Duration.milliseconds(250)

    private let sent = Mutex<[UUID: [ContinuousClock.Instant]]>([:])

    /// Takes a place; false where the endpoint has as many as it may have.
    func begin(_ endpoint: UUID, at now: ContinuousClock.Instant = .now) -> Bool {
        sent.withLock { sent in
            let times = sent[endpoint] ?? []
            let isWaiting = times.first.map { $0.duration(to: now) > Self.soon } ?? false
            guard times.count < (isWaiting ? Self.mostWhileWaiting : Self.most) else { return false }
            sent[endpoint, default: []].append(now)
            return true
        }
    }

    /// Gives a place back that was taken then.
    func end(_ endpoint: UUID, since began: ContinuousClock.Instant) {
        sent.withLock { sent in
            guard let index = sent[endpoint]?.firstIndex(of: began) else { return }
            sent[endpoint]?.remove(at: index)
            if sent[endpoint]?.isEmpty == true { sent[endpoint] = nil }
        }
    }
}
