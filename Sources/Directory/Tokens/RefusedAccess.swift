public import FoundationEssentials
public import Postgres

/// Why a token was not let in, for the log alone: whoever sent it is told the same in any case.
public struct RefusedAccess: Sendable, Hashable {
    /// The tenant that the host name leads to; nil where it leads to none.
    public let tenant: UUID?
    /// The token, where the tenant ever had it.
    public let token: UUID?
    /// `expired_token`, `revoked_token` or `unknown_token`; nil where the token is good by now.
    public let reason: String?

    /// Whether a host name belongs to a tenant at all, and to which, for the log.
    public static func route(of hostname: Hostname) -> Query<(isRouted: Bool, tenant: UUID?)> {
        .one(
            SQL("access.route", "SELECT muster.is_routed($1), muster.tenant_of($1)"), [.text(hostname.text)]
        ) { (try $0.decode(0), try $0.decode(1)) }
    }

    /// Looks for the reason; no tenant has to be bound.
    public static func explain(hostname: Hostname, digest: SecretDigest) -> Query<RefusedAccess> {
        .one(
            SQL("access.explain_refusal", "SELECT tenant, token, reason FROM muster.explain_refusal($1, $2)"),
            [.text(hostname.text), .bytes(digest.bytes)]
        ) { row in
            RefusedAccess(tenant: try row.decode(0), token: try row.decode(1), reason: try row.decode(2))
        }
    }
}
