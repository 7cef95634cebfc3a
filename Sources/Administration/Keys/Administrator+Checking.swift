public import Directory
internal import Postgres

extension Administrator {
    /// Whether a secret counts in a tenant at this moment, as the operator's product would be told, and if not, why.
    ///
    /// - Parameters:
    ///   - secret: the whole text that the person has; it goes nowhere but into the digest.
    ///   - kinds: what it must be.
    public func check(
        _ secret: String, as kinds: Set<IssuedSecret.Kind>, of reference: TenantReference
    ) async throws -> SecretCheck {
        let peppers = try neededPeppers()
        guard let secret = PresentedSecret(secret.utf8), case .issued(let kind) = secret.form else {
            return .refused(.malformed)
        }
        guard kinds.contains(kind) else { return .refused(.otherKind) }
        return try await transaction(in: reference) { transaction in
            let tenant = try await transaction.pipeline(Tenants.bound())
            var found: (Introspection?, SecretStanding?) = (nil, nil)
            for pepper in [peppers.current, peppers.other].compactMap(\.self) where found.1 == nil {
                let digest = secret.digest(pepper: pepper)
                found = try await transaction.pipeline(
                    Introspection.find(digest: digest), SecretStanding.find(digest: digest))
            }
            return SecretCheck(found.0, found.1, in: tenant)
        }
    }
}
