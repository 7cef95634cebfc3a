/// What a pool has to do.
enum PoolAction {
    /// Open a connection, and report how that went.
    case open(forSharing: Bool)
    /// Send a unit over a connection; one that was idle for long may have been closed meanwhile, which is looked at first.
    case send(UInt64, over: UInt64, wasIdleForLong: Bool)
    /// Roll back what is open on a connection.
    case rollBack(over: UInt64)
    /// Hand a unit the answer that has come.
    case answer(UInt64)
    /// Tell a unit that there will be none.
    case refuse(UInt64, Refusal)
    /// Close a connection.
    case close(UInt64, isStalled: Bool)
    /// Report when an instant has come; counts instead of the one before.
    case wake(at: ContinuousClock.Instant)
    /// Tell whoever closes the pool that the last connection is gone.
    case finishClosing

    /// Why a unit gets no answer.
    enum Refusal: Equatable {
        case closed, unavailable, queueFull, deadlineExceeded, cancelled
        /// The connection over which it was sent is of no more use; nil where a transaction had lost it before.
        case connectionLost(UInt64?)
    }
}
