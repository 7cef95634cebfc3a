public import Directory
internal import FoundationEssentials
public import HTTPServer
public import Observability
internal import Time

/// Says whose a request is before anything is done for it, and refuses what is over a limit.
///
/// It knows the credentials that the database has let in lately, and gives access to none of them: that is asked of
/// the database each time. What it decides is whose share of the capacity a request takes, and whether it is over the
/// tenant's limit, or one guess too many from its address. It never waits for anything.
public final class Doorkeeper: Sendable {
    /// How many shares of the capacity all strangers have together. Each of them has one, by its address.
    static let strangersShares: UInt64 = 8

    let rates = TenantRates()
    let uses = TokenUses()
    let hosts = HostTenants()
    private let known: KnownCredentials
    private let guesses = GuessWatch()
    private let standardRate: Int?
    private let proxies: TrustedProxies
    private let metrics: TrafficMetrics

    /// A doorkeeper who knows nobody yet.
    ///
    /// - Parameters:
    ///   - standardRate: requests a second that a tenant may send of which nothing else is said; nil for no limit.
    ///   - proxies: whose word counts for where a request came from.
    ///   - metrics: count what is refused.
    public init(standardRate: Int? = nil, trusting proxies: TrustedProxies = TrustedProxies(), metrics: Metrics) {
        self.standardRate = standardRate
        self.proxies = proxies
        known = KnownCredentials()
        self.metrics = TrafficMetrics(metrics)
        self.metrics.watch(rates)
    }

    /// Whose a request is, or why it is refused.
    public func passage(for request: Request) -> Passage {
        guard let key = CredentialKey(request.headers), let credential = known[key] else {
            return passageOfStranger(request)
        }
        guard let tenant = credential.tenant, let rate = tenant.limit.rate(standard: standardRate),
            let seconds = rates.secondsToWait(tenant.id, limit: rate, at: .now)
        else { return .origin(credential.origin(of: key)) }
        metrics.overLimit.increment()
        return .refused(.overLimit(rate, retryAfter: seconds))
    }

    private func passageOfStranger(_ request: Request) -> Passage {
        let address = AddressRange(proxies.client(of: request))
        if let seconds = guesses.secondsToWait(address, at: .now) {
            metrics.guessing.increment()
            return .refused(.guessing(retryAfter: seconds))
        }
        return .origin(Origin(UInt64(truncatingIfNeeded: address.hashValue) % Self.strangersShares))
    }

    /// Whether the database has let in lately what a request presents. It gives no access: that is asked anew.
    public func knows(_ request: Request) -> Bool {
        CredentialKey(request.headers).flatMap { known[$0] } != nil
    }

    /// Learns that the database let a request in.
    public func letIn(_ request: Request, as access: Access) {
        guard let key = CredentialKey(request.headers) else { return }
        let second = UnixTime.now.seconds
        guard known.learn(key, access, period: key.period(of: second)) else { return }
        uses.note(access, second: second)
        // So seldom that it costs nothing.
        if let header = request.headers.first("Host"), let hostname = Hostname(parsing: header) {
            learn(access.tenant, of: hostname)
        }
    }

    /// Learns that the database let a program of the operator in.
    public func letIn(client request: Request) {
        if let key = CredentialKey(request.headers) { known.learnClient(key) }
    }

    /// Learns that a request was not let in.
    ///
    /// - Parameter isGuess: whether the database was asked about somebody whom it does not know.
    public func turnedAway(_ request: Request, isGuess: Bool) {
        if let key = CredentialKey(request.headers) { known.forget(key) }
        if isGuess { guesses.count(AddressRange(proxies.client(of: request)), at: .now) }
    }
}

extension Failure {
    fileprivate static func overLimit(_ rate: Int, retryAfter seconds: Int) -> Failure {
        .tooManyRequests(
            """
            This instance may send \(rate) requests a second. Wait for as many seconds as Retry-After says, then send \
            fewer at a time; ask the operator if that is not enough.
            """, retryAfter: seconds)
    }

    fileprivate static func guessing(retryAfter seconds: Int) -> Failure {
        .tooManyRequests(
            """
            Too many requests with unknown credentials came from this address. Check the token and the host name, wait \
            for as many seconds as Retry-After says, and try again.
            """, retryAfter: seconds)
    }
}
