public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// Issues a key to somebody. Only its digest is kept.
    ///
    /// - Parameter lifetime: from one second to ten years by the database's clock, or nil for a key that does not
    ///   expire.
    /// - Throws: ``AdministrationError``: the person has left or has not finished setting up, or the environment belongs
    ///   to teams of others.
    public func issueKey(
        to user: UserReference, of reference: TenantReference, for purpose: KeyPurpose, lifetime: Duration? = nil
    ) async throws -> IssuedKey {
        let pepper = try neededPeppers().current
        try AdministrationError.checkLifetime(lifetime, of: "key", maximum: Key.maximumLifetime)
        let kind: Key.Kind = purpose == .api ? .api : .environment
        let secret = try IssuedSecret.mint(kind.secretKind)
        return try await transaction(in: reference) { transaction in
            try await refuseUnserved(transaction)
            let owner = try await standingSetUp(of: user, transaction)
            let environment = try await environment(of: purpose, for: owner, transaction)
            let id = UUID.version7()
            let (_, key, _) = try await transaction.finish(
                Keys.insert(
                    id: id, user: owner.id, kind: kind, environment: environment?.id,
                    digest: secret.digest(pepper: pepper), lifetime: lifetime),
                Keys.find(id),
                Events.insert(.keyIssued, subject: id, by: actor, data: ["user": .string(owner.id.text)]))
            guard let key else { throw AdministrationError.noKey }
            return IssuedKey(key: key, secret: secret)
        }
    }

    /// The keys of a tenant, or of one person in it, in the order in which they were issued.
    public func keys(of user: UserReference?, in reference: TenantReference) async throws -> [Key] {
        try await transaction(in: reference) { transaction in
            let owner = try await userID(of: user, transaction)
            return try await transaction.finish(Keys.all(of: owner))
        }
    }

    /// Revokes a key for ever, from the commit on. One that is revoked stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such key.
    public func revokeKey(_ id: UUID, of reference: TenantReference) async throws -> Key {
        try await transaction(in: reference) { transaction in
            let (isRevokedNow, key) = try await transaction.pipeline(Keys.revoke(id), Keys.find(id))
            guard let key else { throw AdministrationError.noKey }
            if isRevokedNow {
                try await transaction.finish(
                    Events.insert(.keyRevoked, subject: id, by: actor, data: ["user": .string(key.user.text)]))
            }
            return key
        }
    }

    private func environment(
        of purpose: KeyPurpose, for owner: UserStanding, _ transaction: Transaction
    ) async throws -> Environment? {
        guard case .environment(let name) = purpose else { return nil }
        let environment = try await environment(name, transaction)
        guard try await transaction.pipeline(Environments.isOpen(environment.id, to: owner.id)) else {
            throw AdministrationError(
                .conflict, "The environment belongs to teams, and the person is in none of them.")
        }
        return environment
    }
}

extension AdministrationError {
    fileprivate static let noKey = AdministrationError(
        .notFound, "The tenant has no such key. List them with 'muster key list'.")

    /// Refuses a time that is too short or too long to live; nil is for ever.
    static func checkLifetime(
        _ lifetime: Duration?, of thing: String, maximum: Duration
    ) throws(AdministrationError) {
        guard let lifetime, !(.seconds(1)...maximum).contains(lifetime) else { return }
        throw AdministrationError(
            .invalid, "A \(thing) lives from 1 second to \(maximum.components.seconds / 86_400) days.")
    }
}
