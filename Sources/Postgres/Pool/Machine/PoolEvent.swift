/// What happens to a pool.
enum PoolEvent {
    /// Somebody has work.
    case arrived(Ticket)
    /// Whoever waited for a unit has been cancelled.
    case cancelled(UInt64)
    /// Whoever had a transaction has let go of it.
    case abandoned(TransactionID)
    /// A connection is open that was asked for.
    case opened(UInt64, forSharing: Bool)
    /// One could not be opened; `jitter`, 0.5 to 1, keeps processes from trying again in step.
    case failedToOpen(forSharing: Bool, jitter: Double)
    /// Something has come over a connection, or its end.
    case received(UInt64, Reading)
    /// What was to be sent over a connection was not.
    case notSent(UInt64, over: UInt64, NotSent)
    /// The instant has come for which the pool asked to be woken.
    case timePassed
    /// All connections open so far lead to a server, or have sessions, that must not be used any more.
    case outdated
    /// The service begins: a minimum of connections stays open from now on.
    case started
    /// No more work is taken.
    case closing

    /// What has come over a connection.
    struct Reading {
        /// How many of the units owed are complete by it.
        var answered = 0
        /// Whether something has come of the unit that is owed next.
        var isHeadTouched = false
        /// What the server says about a transaction, valid where nothing is owed any more.
        var session = TransactionState.none
        /// Whether the connection must not be used again.
        var isBroken = false
        /// Whether all connections as old must not be used again.
        var outdatesAll = false
        /// Whether this was its end.
        var isLost = false
    }

    /// Why nothing, or not all, was sent.
    enum NotSent {
        /// The server had closed the connection while it was idle.
        case foundClosed
        /// The connection is broken, and nothing has left.
        case nothingSent
        /// The connection broke in the middle.
        case broken
    }
}
