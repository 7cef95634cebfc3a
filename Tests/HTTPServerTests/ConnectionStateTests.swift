import Testing

@testable import HTTPServer

@Suite("The states of a connection")
struct ConnectionStateTests {
    private static let start = ContinuousClock.Instant.now
    private static let end = start + .seconds(60)

    private static func state(_ phase: ConnectionState.Phase) -> ConnectionState {
        var state = ConnectionState(opened: start, idleTimeout: .seconds(60))
        state.enter(phase)
        return state
    }

    private static func name(_ expiry: ConnectionState.Expiry) -> String {
        switch expiry {
        case .none: "none"
        case .close: "close"
        case .refuse: "refuse"
        case .abandon: "abandon"
        }
    }

    @Test(
        "a phase expires at its end and not a nanosecond before",
        arguments: [
            (ConnectionState.Phase.awaiting, "close"),
            (.receiving, "refuse"),
            (.waiting(ticket: 1, Origin(1)), "abandon"),
            (.heldBack(Response(.tooManyRequests)), "abandon"),
            (.handling(nil, isSuspended: true), "abandon"),
            (.handling(nil, isSuspended: false), "abandon"),
            (.sending, "close"),
            (.lingering, "close"),
            (.answered(Response(.ok)), "none"),
            (.closed, "none"),
        ])
    func expiry(phase: ConnectionState.Phase, expected: String) {
        let state = Self.state(phase)
        #expect(Self.name(state.expiry(at: Self.end - .nanoseconds(1))) == "none")
        #expect(Self.name(state.expiry(at: Self.end)) == expected)
    }

    @Test("an answer counts only for the request that is being handled")
    func answers() {
        var state = Self.state(.handling(nil, isSuspended: true))
        #expect(state.answer(Response(.ok), to: state.number + 1) == nil)
        #expect(state.answer(Response(.ok), to: state.number) == true)
        #expect(state.answer(Response(.ok), to: state.number) == nil)
    }

    @Test("an answer that comes before the library was suspended need not resume it")
    func earlyAnswer() {
        var state = Self.state(.handling(nil, isSuspended: false))
        #expect(state.answer(Response(.ok), to: 0) == false)
    }

    @Test("the answer to an earlier request never reaches a later one")
    func laterRequest() {
        var state = Self.state(.sending)
        let number = state.number
        state.await(until: Self.end)
        state.enter(.receiving)
        state.enter(.handling(nil, isSuspended: true))
        #expect(state.answer(Response(.ok), to: number) == nil)
    }
}
