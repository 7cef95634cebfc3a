internal import HTTPServer
internal import Synchronization

/// Counts, for each address, the requests for which the database was asked in vain.
final class GuessWatch: Sendable {
    /// So many may come at once.
    static let burst = 100
    /// And so many a second after that.
    static let perSecond = 5
    /// The most addresses that are remembered in each of two generations.
    static let generationCapacity = 10_000

    private let allowances: Mutex<RecentMemory<AddressRange, Allowance>>

    init(generationCapacity: Int = GuessWatch.generationCapacity) {
        allowances = Mutex(RecentMemory(generationCapacity: generationCapacity))
    }

    /// How many addresses are remembered.
    var count: Int { allowances.withLock { $0.count } }

    /// After how many whole seconds an address may try again; nil if it may now.
    func secondsToWait(_ address: AddressRange, at now: ContinuousClock.Instant) -> Int? {
        allowances.withLock { allowances in
            let seconds = allowances.value(for: address)?.secondsUntilNext(at: now) ?? 0
            return seconds > 0 ? Int(seconds.rounded(.up)) : nil
        }
    }

    /// Counts a request that was in vain.
    func count(_ address: AddressRange, at now: ContinuousClock.Instant) {
        allowances.withLock { allowances in
            var allowance =
                allowances.value(for: address)
                ?? Allowance(rate: Double(Self.perSecond), capacity: Double(Self.burst), at: now)
            // Many at once are let pass before the first of them is counted: they are owed.
            allowance.charge(at: now)
            allowances.insert(allowance, for: address)
        }
    }
}
