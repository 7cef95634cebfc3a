internal import Reactor

// libpq 15 writes to the socket at every Sync. Of many shared units in one turn of the loop only the first is sent at
// once, so that the server can begin; the kernel keeps the others back and sends them in as few packets as possible
// when the turn ends, which is a fraction of a millisecond later.
extension Pool {
    /// Holds back what is sent from now on, where the connection has sent something in this turn already.
    func cork(_ connection: Connection) {
        switch connection.corking {
        case .untouched:
            connection.corking = .sentOne
            if touched.isEmpty { loop.notifyAtEndOfTurn(self) }
            touched.append(connection)
        case .sentOne: connection.corking = connection.setCork(true) ? .corked : .impossible
        case .corked, .impossible: break
        }
    }

    nonisolated func turnEnded() {
        assumeIsolated { pool in
            for connection in pool.touched { connection.endTurn() }
            pool.touched.removeAll(keepingCapacity: true)
        }
    }
}
