public import FoundationEssentials
public import Postgres

/// On whose behalf a request runs, as the database decided in the request's own transaction.
public struct Access: Sendable, Hashable {
    /// The tenant that the transaction is bound to.
    public let tenant: UUID
    /// The identity provider's connection.
    public let connection: UUID
    /// The token that was presented.
    public let token: UUID
    /// How many requests a second the tenant may send.
    public let limit: RequestLimit
}

extension SQLState {
    /// No tenant has the host name.
    public static let unknownHostname = SQLState(rawValue: "MU421")
    /// The token is unknown at this host name, expired or revoked.
    public static let invalidToken = SQLState(rawValue: "MU401")
    /// The tenant is suspended.
    public static let tenantSuspended = SQLState(rawValue: "MU403")
    /// The connection is off or paused.
    public static let connectionOff = SQLState(rawValue: "MU423")
}
