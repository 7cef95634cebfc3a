internal import Reactor

extension Pool: LoopHandler {
    nonisolated func socketReady(_ token: UInt64) {
        assumeIsolated { $0.receive(over: token) }
    }

    nonisolated func timerFired(_ token: UInt64) {
        assumeIsolated { $0.handle(.timePassed) }
    }

    private func receive(over token: UInt64) {
        guard let connection = connections[token] else { return }
        let hadUnsentBytes = connection.hasUnsentBytes
        connection.loss = connection.receive()
        let isLost = connection.loss != nil
        if !isLost {
            if connection.hasUnsentBytes != hadUnsentBytes { watch(connection) }
            connection.takeNotifications().forEach { notified?($0) }
        }
        handle(.received(token, connection.takeReading(isLost: isLost)))
    }
}
