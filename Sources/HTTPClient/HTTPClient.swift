public import Addresses
public import Observability

/// Sends requests to servers that others have chosen: receivers of webhooks, identity providers.
///
/// Such a server is not trusted. It is dialled only if the `AddressPolicy` allows its address, it gets only so much
/// time, memory and slots, and it cannot send the client elsewhere: redirects are answers like any other. There are no
/// cookies, no proxies and no stored passwords, certificates are always checked, and the protocol is HTTP/1.1.
///
/// All requests of a client share one thread, which lasts as long as the client; no task's thread is blocked. Names are
/// looked up on threads of libcurl's own. A look-up that hangs holds up nobody else, and its thread is left behind until
/// the system's resolver gives up.
public struct HTTPClient: Sendable {
    private let engine: Engine

    /// Makes a client and starts its thread.
    ///
    /// - Parameters:
    ///   - policy: Which addresses may be dialled.
    ///   - limits: What other servers can make the client do.
    ///   - trust: Which certificates are believed.
    ///   - logger: Told of refused addresses.
    ///   - metrics: Where requests and their durations are counted.
    public init(
        policy: AddressPolicy = AddressPolicy(), limits: Limits = Limits(), trust: CertificateTrust = .system,
        logger: Logger, metrics: Metrics? = nil
    ) {
        engine = Engine(
            TransferLoop(policy: policy, limits: limits, trust: trust, logger: logger.labelled("http-client")),
            metrics: metrics.map(ClientMetrics.init))
    }

    /// Sends a request and waits for the answer, whatever its status.
    ///
    /// A request may have reached the server although this throws. A connection that was kept and turns out to be
    /// dead is replaced by a new one, so a server can see a request twice.
    ///
    /// - Throws: `HTTPClientError`, also when the task is cancelled, which takes effect at once.
    public func send(_ request: OutgoingRequest) async throws(HTTPClientError) -> OutgoingResponse {
        try await engine.send(request)
    }
}
