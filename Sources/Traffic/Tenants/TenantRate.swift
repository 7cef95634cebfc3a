internal import Directory

/// One tenant's limit as far as this server keeps it: its share, what is left of that, and how much is asked for.
struct TenantRate {
    /// However small the share, so many requests may come at once: a tenant with the least limit that there is can send
    /// a whole second's worth of it to one server without having been there before.
    static let leastBurst = Double(RequestLimit.rates.lowerBound)
    /// After so many seconds without a request nothing about the tenant is worth keeping.
    static let idleSeconds = 10.0

    /// Requests a second that the tenant sends here, those that were refused too.
    private(set) var demand = 0.0
    private var limit: Int
    private var allowance: Allowance
    private var asked = 0
    private var windowStart: ContinuousClock.Instant
    private var lastAsked: ContinuousClock.Instant

    /// A tenant that is here for the first time.
    ///
    /// - Parameter living: how many servers there are: the share is the same for all until they have told one another.
    init(limit: Int, living: Int, at now: ContinuousClock.Instant) {
        self.limit = limit
        let share = Double(limit) / Double(max(1, living))
        allowance = Allowance(rate: share, capacity: Self.burst(share), at: now)
        windowStart = now
        lastAsked = now
    }

    /// Counts a request.
    ///
    /// - Returns: nil if it may pass, or else after how many seconds the next one may.
    mutating func ask(limit: Int, living: Int, at now: ContinuousClock.Instant) -> Double? {
        if limit != self.limit {
            self.limit = limit
            settle(total: nil, living: living, at: now)
        }
        asked += 1
        lastAsked = now
        return allowance.spend(at: now) ? nil : allowance.secondsUntilNext(at: now)
    }

    /// Ends a stretch of time and sees how much was asked for in it. More counts at once, less little by little.
    ///
    /// - Returns: whether the tenant has been here lately.
    mutating func closeWindow(at now: ContinuousClock.Instant) -> Bool {
        let seen = Double(asked) / max(windowStart.seconds(until: now), 0.1)
        demand = max(seen, (seen + demand) / 2)
        if demand < 0.5 { demand = 0 }
        asked = 0
        windowStart = now
        return lastAsked.seconds(until: now) < Self.idleSeconds
    }

    /// Takes the share that is right for what all servers are asked for.
    ///
    /// - Parameters:
    ///   - total: requests a second that the tenant sends to all servers, this one included; nil if the others did
    ///     not hear of it.
    ///   - living: how many servers there are.
    mutating func settle(total: Double?, living: Int, at now: ContinuousClock.Instant) {
        let share = Self.share(
            of: Double(limit), demand: total == nil ? 0 : demand, total: total ?? 0, living: living)
        allowance.change(rate: share, capacity: Self.burst(share), at: now)
    }

    /// How many requests a second of a limit a server may let pass.
    ///
    /// If all that is asked for fits, each server has what it is asked for and an equal part of the rest; if not, each
    /// has its part of the limit. Either way the shares of all servers add up to the limit. Only a server that nobody asks
    /// has its equal part on top, for the half second until it has told the others.
    static func share(of limit: Double, demand: Double, total: Double, living: Int) -> Double {
        let living = Double(max(1, living))
        let total = max(total, demand)
        guard demand > 0 else { return limit / living }
        return total <= limit ? demand + (limit - total) / living : limit * demand / total
    }

    private static func burst(_ share: Double) -> Double { max(share, leastBurst) }
}
