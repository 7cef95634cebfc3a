/// Counts open connections by where they come from, so that one client cannot take all of them.
struct Crowd {
    /// An IPv4 address, or the first half of an IPv6 address: whoever has one address there has them all.
    private struct Place: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ peer: PeerAddress) {
            high = peer.high
            low = peer.high == 0 ? peer.low : 0
        }
    }

    private let limit: Int
    private var places: [Place: Int] = [:]
    private var count = 0

    /// A crowd of so many at most, of whom one place may send three quarters.
    init(limit: Int) {
        self.limit = limit
    }

    func hasRoom(for peer: PeerAddress) -> Bool {
        count < limit && places[Place(peer), default: 0] < limit - limit / 4
    }

    mutating func enter(_ peer: PeerAddress) {
        count += 1
        places[Place(peer), default: 0] += 1
    }

    mutating func leave(_ peer: PeerAddress) {
        count -= 1
        let rest = places[Place(peer), default: 0] - 1
        places[Place(peer)] = rest > 0 ? rest : nil
    }
}
