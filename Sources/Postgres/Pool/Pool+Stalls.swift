internal import Observability
internal import Reactor

// Whether a connection is of use is another question than whether one of its units is too late: an answer that comes after
// its deadline has still come, and others may be right behind it.
extension Pool {
    /// Has the loop look at a connection when it has been silent for too long.
    func watchForStall(_ connection: Connection) {
        let instant = connection.lastSign + configuration.stallLimit
        if let nextStallCheck, nextStallCheck <= instant { return }
        nextStallCheck = instant
        loop.setTimer(stallTimer, at: instant, handler: self)
    }

    /// Gives up connections from which nothing has come for too long, where that keeps others waiting or helps nobody.
    func closeStalled() {
        nextStallCheck = nil
        let now = ContinuousClock.now
        for connection in connections.values where connection.mayStall {
            if connection.lastSign + configuration.stallLimit <= now {
                giveUp(connection)
            } else {
                watchForStall(connection)
            }
        }
    }

    /// The unit at its head goes on alone: it may be what takes so long. Those behind it go to another connection.
    private func giveUp(_ connection: Connection) {
        counters.stalled.increment()
        if connection.isForSharing { connection.outstanding[0].unit.goesAlone = true }
        close(connection, DatabaseError(.connectionLost))
    }
}

extension Connection {
    /// Whether the next answer is one that nobody waits for any more.
    var owesNobody: Bool { outstanding.first?.unit.isFinished ?? false }

    /// Whether silence is a reason to give it up. Who has a connection alone may wait as long as its deadline lets it.
    fileprivate var mayStall: Bool { isForSharing && !outstanding.isEmpty || owesNobody }
}
