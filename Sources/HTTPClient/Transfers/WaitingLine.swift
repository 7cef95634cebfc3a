/// Who waits for a slot, and how many slots are taken by whom.
struct WaitingLine {
    private let limits: HTTPClient.Limits
    private var line: [(transfer: Transfer, deadline: ContinuousClock.Instant)] = []
    private var takenByOrigin: [String: Int] = [:]
    private var taken = 0

    init(_ limits: HTTPClient.Limits) {
        precondition(limits.slots > 0 && limits.slotsPerOrigin > 0, "a client has a slot")
        self.limits = limits
    }

    /// When the one who came first has waited too long; all wait equally long.
    var nextDeadline: ContinuousClock.Instant? { line.first?.deadline }

    /// Lets a transfer wait, unless too many do who have no slot to go to.
    mutating func append(_ transfer: Transfer) -> Bool {
        guard line.count < limits.waitingRequests || hasSlot(for: transfer) else { return false }
        line.append((transfer, .now + limits.slotTimeout))
        return true
    }

    /// Takes a slot for the first transfer to whose origin one is free.
    mutating func next() -> Transfer? {
        guard taken < limits.slots, let index = line.firstIndex(where: { hasSlot(for: $0.transfer) }) else {
            return nil
        }
        let transfer = line.remove(at: index).transfer
        taken += 1
        takenByOrigin[transfer.url.origin, default: 0] += 1
        return transfer
    }

    /// Gives a slot back.
    mutating func leaveSlot(_ transfer: Transfer) {
        let others = takenByOrigin[transfer.url.origin, default: 1] - 1
        takenByOrigin[transfer.url.origin] = others == 0 ? nil : others
        taken -= 1
    }

    /// Takes those out that have waited too long.
    mutating func removeExpired(at now: ContinuousClock.Instant) -> [Transfer] {
        let expired = line.prefix { $0.deadline <= now }.map(\.transfer)
        line.removeFirst(expired.count)
        return expired
    }

    /// Takes one out that waits, if it does.
    mutating func remove(_ transfer: Transfer) {
        line.removeAll { $0.transfer === transfer }
    }

    private func hasSlot(for transfer: Transfer) -> Bool {
        taken < limits.slots && takenByOrigin[transfer.url.origin, default: 0] < limits.slotsPerOrigin
    }
}
