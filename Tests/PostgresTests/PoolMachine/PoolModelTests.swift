import Testing

@testable import Postgres

@Suite("The model of a pool finds")
struct PoolModelTests {
    /// A model with open connections of either kind, and nobody who waits.
    private static func model() -> PoolModel {
        var model = PoolModel(limits: PoolMachineTests.limits, seed: 1)
        model.tell(.started)
        while model.opening + model.openingShared > 0 { model.finishOpening() }
        return model
    }

    private static func link(of model: PoolModel, isForSharing: Bool) throws -> UInt64 {
        try #require(model.links.first { $0.value.isForSharing == isForSharing }?.key)
    }

    /// A unit that waits without the machine's knowing.
    private static func add(_ kind: Unit.Kind, to model: inout PoolModel) -> UInt64 {
        let id = model.makeID()
        model.units[id] = ModelUnit(kind: kind, deadline: model.now + .seconds(1))
        return id
    }

    @Test("a unit that is finished and stays in the queue")
    func kept() {
        var model = Self.model()
        let ticket = Ticket(id: 1_000, kind: .exclusive, deadline: model.now + .seconds(1))
        model.machine.waiting.append(ticket)
        model.takeStock()
        #expect(model.faults.contains { $0.hasPrefix("loses or keeps units: 0 wait, it has 1") })
    }

    @Test("a connection that is closed since one of its units is too late, or without having been silent")
    func closed() throws {
        var model = Self.model()
        let link = try Self.link(of: model, isForSharing: true)
        var other = model
        model.play(.close(link, isStalled: false))
        #expect(model.faults == ["closes a connection for no reason"])
        other.play(.close(link, isStalled: true))
        #expect(other.faults == ["gives up a connection over which something came just now"])
    }

    @Test("a read that is refused beside an idle connection, or waits beside it")
    func refused() throws {
        var model = Self.model()
        let shared = try Self.link(of: model, isForSharing: true)
        model.links[shared] = nil
        model.machine.links[shared] = nil
        model.machine.shared = []
        let unit = Self.add(.shared, to: &model)
        var other = model
        model.play(.refuse(unit, .unavailable))
        #expect(model.faults == ["refuses a unit beside a connection that would do"])
        other.machine.waitingShared.append(Ticket(id: unit, kind: .shared, deadline: other.now + .seconds(1)))
        other.takeStock()
        #expect(other.faults.contains("lets a unit wait beside an idle connection"))
    }

    @Test("an answer that never came, and one that is given twice")
    func answered() {
        var model = Self.model()
        let unit = Self.add(.exclusive, to: &model)
        model.play(.answer(unit))
        model.play(.answer(unit))
        #expect(
            model.faults == ["answers a unit whose answer has not come", "answers twice, or what it never had"])
    }

    @Test("what is sent over a connection after doubt, beside another's transaction, or a third time")
    func sent() throws {
        var model = Self.model()
        let link = try Self.link(of: model, isForSharing: false)
        let unit = Self.add(.shared, to: &model)
        model.links[link]?.isDoubted = true
        model.links[link]?.transaction = 77
        model.units[unit]?.sendings = 2
        model.play(.send(unit, over: link, wasIdleForLong: false))
        #expect(
            model.faults == [
                "sends a unit a third time", "uses a connection after doubt",
                "uses a connection that a transaction holds",
            ])
    }
}
