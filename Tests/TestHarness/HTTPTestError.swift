/// Why a test's request got no answer.
public enum HTTPTestError: Error, Hashable, Sendable {
    /// Nobody listens, or the connection was refused; with the system's error number.
    case cannotConnect(Int32)
    /// The connection broke; with the system's error number.
    case broken(Int32)
    /// Nothing came for longer than a test waits.
    case timedOut
    /// The connection was closed before a complete response had come; with what had come.
    case closed([UInt8])
}
