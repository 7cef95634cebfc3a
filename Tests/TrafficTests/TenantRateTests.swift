import Testing

@testable import Traffic

@Suite("A tenant's limit, shared out among servers")
struct TenantRateTests {
    private let start = ContinuousClock.now

    @Test(
        "The shares of all servers add up to the limit, whatever is asked for",
        arguments: [[100, 0], [30, 10], [50, 50], [10, 5], [1000, 1], [25, 25, 25], [200, 100, 50, 1]])
    func sum(demands: [Double]) {
        let total = demands.reduce(0, +)
        let shares = demands.map { TenantRate.share(of: 60, demand: $0, total: total, living: demands.count) }
        let idle = demands.filter { $0 == 0 }.count
        let expected = 60 + (total >= 60 ? Double(idle) * 60 / Double(demands.count) : 0)
        #expect(abs(shares.reduce(0, +) - expected) < 1e-9, "\(shares)")
        for (demand, share) in zip(demands, shares) where total <= 60 { #expect(share >= demand) }
    }

    @Test("Who is asked for everything has everything, and who has heard nothing an equal part")
    func extremes() {
        #expect(TenantRate.share(of: 60, demand: 500, total: 500, living: 3) == 60)
        #expect(TenantRate.share(of: 60, demand: 0, total: 500, living: 3) == 20)
        #expect(TenantRate.share(of: 60, demand: 500, total: 0, living: 3) == 60, "a total that is too old")
    }

    @Test("A server lets one second of its share pass at once, and not one more", arguments: [25, 50, 1000])
    func burst(limit: Int) {
        var rate = TenantRate(limit: limit, living: 1, at: start)
        for number in 1...limit { #expect(rate.ask(limit: limit, living: 1, at: start) == nil, "number \(number)") }
        #expect(rate.ask(limit: limit, living: 1, at: start) != nil)
    }

    @Test("However small the share, a second of the least limit passes at once")
    func leastBurst() {
        var rate = TenantRate(limit: 25, living: 10, at: start)
        for _ in 1...25 { #expect(rate.ask(limit: 25, living: 10, at: start) == nil) }
        #expect(rate.ask(limit: 25, living: 10, at: start) != nil)
    }

    @Test("25 requests a second on one of many servers are never refused", arguments: [1, 3, 10])
    func leastLimit(living: Int) {
        var rate = TenantRate(limit: 25, living: living, at: start)
        for number in 0..<250 {
            let now = start + .milliseconds(40 * number)
            if number % 12 == 11 {
                _ = rate.closeWindow(at: now)
                rate.settle(total: rate.demand, living: living, at: now)
            }
            #expect(rate.ask(limit: 25, living: living, at: now) == nil, "number \(number)")
        }
    }

    @Test("A flood on one of three servers gets the whole limit within a second, and no more")
    func flood() {
        var rate = TenantRate(limit: 90, living: 3, at: start)
        var passed = [0, 0, 0, 0]
        for number in 0..<4_000 {
            let now = start + .milliseconds(number)
            if number % 500 == 499 {
                _ = rate.closeWindow(at: now)
                rate.settle(total: rate.demand, living: 3, at: now)
            }
            if rate.ask(limit: 90, living: 3, at: now) == nil { passed[number / 1000] += 1 }
        }
        #expect(passed[1...].allSatisfy { abs($0 - 90) <= 1 }, "\(passed)")
        #expect(passed[0] <= 120, "what was saved up, and the second itself: \(passed)")
    }

    @Test("What is asked for counts at once when it grows, and dies away when it ends")
    func demand() {
        var rate = TenantRate(limit: 100, living: 1, at: start)
        for _ in 1...40 { _ = rate.ask(limit: 100, living: 1, at: start) }
        var demands: [Double] = []
        for window in 1...8 {
            _ = rate.closeWindow(at: start + .milliseconds(500 * window))
            demands.append(rate.demand)
        }
        #expect(demands == [80, 40, 20, 10, 5, 2.5, 1.25, 0.625])
        _ = rate.closeWindow(at: start + .milliseconds(4500))
        #expect(rate.demand == 0)
    }

    @Test("Who has not been here for ten seconds is forgotten")
    func idle() {
        var rate = TenantRate(limit: 100, living: 1, at: start)
        #expect(rate.closeWindow(at: start + .milliseconds(9_999)) == true)
        #expect(rate.closeWindow(at: start + .seconds(10)) == false)
    }

    @Test("Another limit counts from the next request on")
    func change() {
        var rate = TenantRate(limit: 25, living: 1, at: start)
        for _ in 1...25 { _ = rate.ask(limit: 25, living: 1, at: start) }
        #expect(rate.ask(limit: 25, living: 1, at: start) != nil)
        #expect(rate.ask(limit: 1000, living: 1, at: start) != nil, "nothing is given for the time before")
        #expect(rate.ask(limit: 1000, living: 1, at: start + .milliseconds(2)) == nil)
    }
}
