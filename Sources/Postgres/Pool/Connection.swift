internal import CLibpq
internal import Glibc

/// One open connection in pipeline mode, and the units whose answers it owes.
///
/// Belongs to the pool's actor, and so to the loop's thread; nothing else touches libpq while it lives.
@safe final class Connection {
    /// Names the connection to the loop and the pool.
    let token: UInt64
    let isForSharing: Bool
    let preparedStatements: PreparedStatements
    let maximumResultBytes: Int
    let handle: OpaquePointer

    var parameters = ParameterBuffer()
    /// The text behind each name that this connection has prepared.
    var prepared: [String: String] = [:]
    /// The names whose Parse has been sent and not answered.
    var preparing: Set<String> = []
    var outstanding: [Outstanding] = []
    var corking = Corking.untouched
    /// Whether libpq holds bytes that the socket would not take yet.
    var hasUnsentBytes = false

    /// How many units are complete that the pool has not been told of.
    var answered = 0
    /// Whether something was seen after which the connection must not be used again.
    var isBroken = false
    /// Whether something was seen after which none of the connections open so far must be used again: the server is a
    /// standby or only reads, or has changed so that what they have prepared does not fit.
    var outdatesAll = false
    /// Why it was lost, where it was.
    var loss: DatabaseError?

    /// Takes over a connection that has just been opened; nil where libpq refuses pipeline mode.
    init?(
        takingOwnership opened: Connector.Opened, token: UInt64, isForSharing: Bool,
        preparedStatements: PreparedStatements, maximumResultBytes: Int
    ) {
        unsafe handle = opened.handle
        self.token = token
        self.isForSharing = isForSharing
        self.preparedStatements = preparedStatements
        self.maximumResultBytes = maximumResultBytes
        guard unsafe PQsetnonblocking(handle, 1) == 0, unsafe PQenterPipelineMode(handle) == 1 else { return nil }
        limitWhatIsReceivedAtOnce()
    }

    /// libpq reads all that has come, which of a large result would be megabytes in one turn of the loop.
    private func limitWhatIsReceivedAtOnce() {
        var bytes: Int32 = 128 * 1024
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        unsafe PQfinish(handle)
    }

    var socket: Int32 { unsafe PQsocket(handle) }

    /// What the server said last about the transaction, valid when nothing is outstanding.
    var transactionState: TransactionState {
        switch unsafe PQtransactionStatus(handle) {
        case PQTRANS_IDLE: .none
        case PQTRANS_INTRANS, PQTRANS_INERROR: .open
        default: .unknown
        }
    }

    /// What has arrived and is not read yet, in bytes.
    var unreadBytes: Int {
        var count: Int32 = 0
        return unsafe ioctl(socket, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Whether the server has closed its end; asked before a connection that was idle for a while is used.
    var hasBeenClosed: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN && errno != EINTR
    }
}
