internal import Directory
internal import FoundationEssentials
internal import Synchronization

/// The limits of the tenants that are here now.
///
/// There are no more of them than known credentials, and those that are idle go.
final class TenantRates: Sendable {
    /// The most tenants of which the servers tell one another, those that ask for the most. The others have equal
    /// shares everywhere.
    static let maximumReported = 2_000

    private struct Standing {
        var rates: [UUID: TenantRate] = [:]
        var living = 1
    }

    private let standing = Mutex(Standing())

    /// How many tenants with a limit are here now.
    var count: Int { standing.withLock { $0.rates.count } }

    /// How many servers there were when they last told one another.
    var living: Int { standing.withLock { $0.living } }

    /// Counts a request of a tenant with a limit.
    ///
    /// - Returns: nil if it may pass, or else after how many whole seconds to try again.
    func secondsToWait(_ tenant: UUID, limit: Int, at now: ContinuousClock.Instant) -> Int? {
        let wait = standing.withLock { standing in
            let living = standing.living
            return standing.rates[tenant, default: TenantRate(limit: limit, living: living, at: now)]
                .ask(limit: limit, living: living, at: now)
        }
        return wait.map { max(1, Int($0.rounded(.up))) }
    }

    /// Ends a stretch of time, and answers what was asked for in it.
    func closeWindow(at now: ContinuousClock.Instant) -> [TenantDemand] {
        standing.withLock { standing in
            for (tenant, var rate) in standing.rates {
                standing.rates[tenant] = rate.closeWindow(at: now) ? rate : nil
            }
            let demands = standing.rates.compactMap { tenant, rate in
                rate.demand > 0 ? TenantDemand(tenant: tenant, requestsPerSecond: Int(rate.demand.rounded(.up))) : nil
            }
            guard demands.count > Self.maximumReported else { return demands }
            return Array(demands.sorted { $0.requestsPerSecond > $1.requestsPerSecond }.prefix(Self.maximumReported))
        }
    }

    /// Takes the shares that are right for what all servers are asked for.
    func settle(living: Int, _ totals: [TenantDemand], at now: ContinuousClock.Instant) {
        let total = Dictionary(totals.map { ($0.tenant, Double($0.requestsPerSecond)) }) { first, _ in first }
        standing.withLock { standing in
            standing.living = max(1, living)
            for (tenant, var rate) in standing.rates {
                rate.settle(total: total[tenant], living: standing.living, at: now)
                standing.rates[tenant] = rate
            }
        }
    }
}
