public import FoundationEssentials
public import Postgres

/// Brings secrets from one pepper under the next, while a program has two: whoever presents one that is known under the
/// one before has it written anew, in a transaction of its own. To be asked once a look-up has found nothing.
///
/// Each answers with the digest under which the secret is known from then on; nil where it is not known at all.
public enum SecretRenewal {
    /// A token at a host name; no tenant has to be bound.
    public static func token(at hostname: Hostname, _ pair: SecretDigestPair) -> Query<SecretDigest?> {
        .one(
            SQL("renewal.token", "SELECT muster.renew_token($1, $2, $3)"),
            [.text(hostname.text), .bytes(pair.first.bytes), .bytes(pair.second.bytes)], decode: digest)
    }

    /// The secret of one of the operator's programs.
    public static func client(_ id: UUID, _ pair: SecretDigestPair) -> Query<SecretDigest?> {
        .one(
            SQL("renewal.client", "SELECT muster.renew_client($1, $2, $3)"),
            [.uuid(id), .bytes(pair.first.bytes), .bytes(pair.second.bytes)], decode: digest)
    }

    /// A key or a session of the bound tenant.
    public static func belonging(_ pair: SecretDigestPair) -> Query<SecretDigest?> {
        .one(
            SQL("renewal.belonging", "SELECT muster.renew_belonging($1, $2)"),
            [.bytes(pair.first.bytes), .bytes(pair.second.bytes)], decode: digest)
    }

    private static func digest(_ row: Row) throws -> SecretDigest? {
        try row.decode(0, as: [UInt8]?.self).map(SecretDigest.init)
    }
}
