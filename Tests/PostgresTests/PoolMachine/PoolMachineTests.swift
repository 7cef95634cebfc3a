import TestHarness
import Testing

@testable import Postgres

@Suite("What the pool decides", .timeLimit(.minutes(2)))
struct PoolMachineTests {
    /// Tight enough that every limit is met all the time.
    static let limits: PoolLimits = {
        var limits = PoolLimits(Database.Configuration(url: "postgresql://127.0.0.1/none"))
        limits.maximumConnections = 3
        limits.minimumConnections = 1
        limits.sharedConnections = 2
        limits.maximumSharedUnits = 4
        limits.queueLimit = 12
        limits.stallLimit = .milliseconds(300)
        return limits
    }()

    /// In all histories together; these take some ten seconds in a debug build.
    private static let events = 1_000_000
    private static let histories = 8

    @Test(
        "In any history no unit is lost, answered twice or left behind, and no connection used after doubt",
        arguments: 0..<histories)
    func anyHistory(seed: Int) {
        var model = PoolModel(limits: Self.limits, seed: UInt64(seed))
        if seed.isMultiple(of: 2) { model.tell(.started) }
        for _ in 0..<(Self.events / Self.histories) where model.faults.isEmpty { model.step() }
        model.end()
        #expect(model.faults.isEmpty)
        // What has to have happened, or the history proves nothing.
        let needed = [
            "sent.shared", "sent.makeshift", "sent.exclusive", "sent.again", "rolled back", "stalled", "answered",
            "woken", "opened", "not opened", "notSent.foundClosed", "notSent.nothingSent", "notSent.broken",
            "refused.unavailable", "refused.queueFull", "refused.deadlineExceeded", "refused.cancelled",
            "refused.connectionLost",
        ]
        #expect(needed.filter { model.tally[$0] == nil } == [])
    }
}
