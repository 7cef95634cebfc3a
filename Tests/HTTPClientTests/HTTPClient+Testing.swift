import Addresses
import HTTPClient
import Observability
import Testing

extension HTTPClient {
    /// A client that may dial this machine.
    static func local(
        _ limits: Limits = Limits(), trust: CertificateTrust = .system, log: LogBuffer = LogBuffer(),
        metrics: Metrics? = nil
    ) throws -> HTTPClient {
        HTTPClient(
            policy: AddressPolicy(allowing: [try Network(parsing: "127.0.0.0/8")]), limits: limits, trust: trust,
            logger: Logger(label: "test", destination: .buffer(log)), metrics: metrics)
    }

    /// A client as it is in production.
    static func strict(log: LogBuffer = LogBuffer()) -> HTTPClient {
        HTTPClient(logger: Logger(label: "test", destination: .buffer(log)))
    }

    /// The error that a request ends with; nil if there is an answer.
    func failure(_ request: OutgoingRequest) async -> HTTPClientError? {
        do {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }

    /// The same for a GET.
    func failure(_ url: String) async -> HTTPClientError? {
        await failure(OutgoingRequest(.get, url))
    }
}

extension HTTPClient.Limits {
    /// The limits with a change.
    static func with(_ change: (inout HTTPClient.Limits) -> Void) -> HTTPClient.Limits {
        var limits = HTTPClient.Limits()
        change(&limits)
        return limits
    }
}
