public import Directory
internal import Postgres

extension Administrator {
    /// Whether a secret counts in a tenant at this moment, as the operator's product would be told, and if not, why.
    ///
    /// - Parameters:
    ///   - secret: the whole text that the person has; it goes nowhere but into the digest.
    ///   - kinds: what it must be.
    public func check(
        _ secret: String, as kinds: Set<TokenSecret.Kind>, of reference: TenantReference
    ) async throws -> SecretCheck {
        let pepper = try neededPepper()
        guard let secret = TokenSecret(parsing: secret[...].utf8) else { return .refused(.malformed) }
        guard kinds.contains(secret.kind) else { return .refused(.otherKind) }
        let digest = secret.digest(pepper: pepper)
        return try await transaction(in: reference) { transaction in
            let (tenant, introspection, standing) = try await transaction.finish(
                Tenants.bound(), Introspection.find(digest: digest), SecretStanding.find(digest: digest))
            return SecretCheck(introspection, standing, in: tenant)
        }
    }
}
