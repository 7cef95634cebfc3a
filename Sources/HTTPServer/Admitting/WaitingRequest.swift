/// A complete request on a suspended connection that waits for its turn.
struct WaitingRequest: Sendable {
    let connection: Connection
    /// Which request on that connection.
    let number: UInt64
    let request: Request
}
