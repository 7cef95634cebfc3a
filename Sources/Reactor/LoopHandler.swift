/// Whom the event loop tells about sockets and timers, on its thread.
public protocol LoopHandler: AnyObject, Sendable {
    /// The socket has something to read, has room to write, or has failed.
    func socketReady(_ token: UInt64)

    /// The timer's instant has come.
    func timerFired(_ token: UInt64)

    /// The turn is over in which the handler asked to be told.
    func turnEnded()
}
