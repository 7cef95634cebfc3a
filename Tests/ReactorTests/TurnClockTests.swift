import Testing

@testable import Reactor

@Suite struct TurnClockTests {
    private let start = ContinuousClock.now

    @Test func aTurnIsLongFromFiftyMillisecondsOn() {
        let clock = TurnClock(at: start)
        clock.turnEnded(at: start + LoopTurns.longTurn - .nanoseconds(1))
        #expect(clock.turns(at: start + .seconds(1)).longTurns == 0)
        clock.turnBegan(at: start + .seconds(2))
        clock.turnEnded(at: start + .seconds(2) + LoopTurns.longTurn)
        let turns = clock.turns(at: start + .seconds(3))
        #expect(turns == LoopTurns(longest: LoopTurns.longTurn, current: .zero, longTurns: 1))
    }

    @Test func aTurnThatIsNotOverIsSeenMeanwhile() {
        let clock = TurnClock(at: start)
        let turns = clock.turns(at: start + .seconds(6))
        #expect(turns == LoopTurns(longest: .seconds(6), current: .seconds(6), longTurns: 0))
    }

    @Test func theLongestTurnIsForgottenAfterOneToTwoMinutes() {
        let clock = TurnClock(at: start)
        clock.turnEnded(at: start + .milliseconds(30))
        clock.turnBegan(at: start + .seconds(60))
        clock.turnEnded(at: start + .seconds(60) + .milliseconds(7))
        #expect(clock.turns(at: start + .seconds(119)).longest == .milliseconds(30))
        #expect(clock.turns(at: start + .seconds(120)).longest == .milliseconds(7))
        #expect(clock.turns(at: start + .seconds(180)).longest == .zero)
    }

    @Test func aWindowWithoutTurnsLeavesNothingOfTheOneBefore() {
        let clock = TurnClock(at: start)
        clock.turnEnded(at: start + .milliseconds(30))
        clock.turnBegan(at: start + .seconds(130))
        clock.turnEnded(at: start + .seconds(130) + .milliseconds(1))
        #expect(clock.turns(at: start + .seconds(131)).longest == .milliseconds(1))
    }
}
