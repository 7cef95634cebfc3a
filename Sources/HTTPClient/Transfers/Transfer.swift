internal import Addresses
internal import CCurl
internal import Synchronization

/// One request on its way, and what has come back so far.
// Sendable: after it was made, only the loop's thread touches it.
@safe final class Transfer: @unchecked Sendable {
    /// Why a callback told curl to stop.
    enum Stop {
        case headTooLarge
        case bodyTruncated
    }

    let request: OutgoingRequest
    let url: OutgoingURL
    let limits: HTTPClient.Limits
    let policy: AddressPolicy

    var continuation: CheckedContinuation<TransferResult, Never>?
    var isCancelled = false

    private(set) var head = ResponseHead()
    private(set) var body: [UInt8] = []
    private(set) var stop: Stop?
    private(set) var refusal: String?
    private(set) var hasDialled = false

    init(_ request: OutgoingRequest, to url: OutgoingURL, limits: HTTPClient.Limits, policy: AddressPolicy) {
        self.request = request
        self.url = url
        self.limits = limits
        self.policy = policy
    }

    /// Whether curl may open a connection to this address; nil is one that is neither IPv4 nor IPv6.
    func mayDial(_ address: IPAddress?) -> Bool {
        guard let address else { return false }
        if let purpose = policy.refusal(of: address) {
            refusal = "\(address) is \(purpose)"
            return false
        }
        hasDialled = true
        return true
    }

    /// Takes a line of the head; false if that was too much.
    func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
        guard head.byteCount + line.count <= limits.responseHeadBytes else {
            stop = .headTooLarge
            return false
        }
        unsafe head.append(line)
        return true
    }

    /// Takes a part of the body; false if it is the last one that is wanted.
    func receiveBody(_ part: UnsafeRawBufferPointer) -> Bool {
        let room = limits.responseBodyBytes - body.count
        unsafe body.append(contentsOf: part.prefix(room))
        if part.count > room { stop = .bodyTruncated }
        return part.count <= room
    }

    /// Answers the waiting task; later calls do nothing.
    func finish(_ result: TransferResult) {
        continuation.take()?.resume(returning: result)
    }

    /// Ends without an answer.
    func fail(_ code: HTTPClientError.Code, detail: String = "") {
        finish(.failure(HTTPClientError(code, origin: url.origin, detail: detail)))
    }
}
