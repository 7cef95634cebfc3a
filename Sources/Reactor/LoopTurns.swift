/// How long a loop works between two waits. Meanwhile nobody's socket is looked at.
public struct LoopTurns: Hashable, Sendable {
    /// From this length on a turn is a long one: 50 ms.
    public static let longTurn = TurnClock.longTurn

    /// The longest turn of the last one to two minutes, the one that lasts included.
    public let longest: Duration
    /// How long the turn has lasted that is not over; zero while the loop waits.
    public let current: Duration
    /// How many long turns there have been.
    public let longTurns: Int
}
