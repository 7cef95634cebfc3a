internal import Glibc

extension Connection {
    /// What the current turn of the loop has sent on the connection.
    enum Corking {
        case untouched, sentOne, corked
        /// The socket is not TCP, where holding back saves nothing.
        case impossible
    }

    /// Lets everything out that was held back.
    func endTurn() {
        if corking == .corked { _ = setCork(false) }
        if corking != .impossible { corking = .untouched }
    }

    /// Has the kernel hold back small packets, or let them go.
    func setCork(_ isOn: Bool) -> Bool {
        var value: Int32 = isOn ? 1 : 0
        let size = socklen_t(MemoryLayout<Int32>.size)
        return unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &value, size) == 0
    }
}
