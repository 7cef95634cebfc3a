public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// Issues a token. Only its digest is kept.
    ///
    /// - Parameters:
    ///   - name: 1 to 100 characters, for staff.
    ///   - lifetime: from one second to two years, by the database's clock.
    ///   - connection: the name of the connection; may be left out where the tenant has only one.
    /// - Throws: ``AdministrationError``.
    public func issueToken(
        for reference: TenantReference, name: String, lifetime: Duration, connection: String? = nil
    ) async throws -> IssuedToken {
        let pepper = try neededPeppers().current
        try AdministrationError.checkName(name, of: "token", maximum: Token.maximumNameCharacters)
        guard Token.lifetimes.contains(lifetime) else { throw AdministrationError.invalidLifetime }
        let secret = try IssuedSecret.mint()
        let digest = secret.digest(pepper: pepper)
        return try await transaction(in: reference) { transaction in
            try await refuseUnserved(transaction)
            let all = try await transaction.pipeline(Connections.all())
            let chosen = try AdministrationError.choose(connection, of: all)
            let id = UUID.version7()
            let (_, token, _) = try await transaction.pipeline(
                Tokens.insert(id: id, name: name, connection: chosen.id, digest: digest, lifetime: lifetime),
                Tokens.find(id),
                Events.insert(
                    .tokenIssued, subject: id, by: actor, data: ["connection": .string(chosen.id.text)]))
            guard let token else { throw AdministrationError.noToken }
            return IssuedToken(token: token, secret: secret)
        }
    }

    /// The tokens of a tenant, in the order in which they were issued.
    ///
    /// - Parameter limit: the most that are read.
    /// - Throws: ``AdministrationError/Code/notFound`` where a connection is named that the tenant does not have.
    public func tokens(
        of reference: TenantReference, _ selection: Tokens.Selection = Tokens.Selection(), limit: Int = pageSize
    ) async throws -> [Token] {
        if let name = selection.connection { _ = try await connection(named: name, of: reference) }
        return try await readPages(in: reference, limit: limit) { last, count in
            Tokens.page(selection, after: last?.id, limit: count)
        }
    }

    /// The tokens of all tenants, those that expire first in front.
    ///
    /// - Parameter limit: the most that are read.
    public func tokensOfAllTenants(_ selection: Tokens.Selection, limit: Int) async throws -> [TenantToken] {
        try await readPages(limit: limit) { last, count in
            Tokens.pageOfAllTenants(selection, after: last, limit: count)
        }
    }

    /// Revokes a token for ever, from the commit on. One that is revoked stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such token.
    public func revokeToken(_ id: UUID, of reference: TenantReference) async throws -> Token {
        try await transaction(in: reference) { transaction in
            let (isRevokedNow, token) = try await transaction.pipeline(Tokens.revoke(id), Tokens.find(id))
            guard let token else { throw AdministrationError.noToken }
            if isRevokedNow { try await transaction.finish(Events.insert(.tokenRevoked, subject: id, by: actor)) }
            return token
        }
    }

    /// Something that opens a tenant that is not served is most likely a mistake.
    func refuseUnserved(_ transaction: Transaction) async throws {
        let tenant = try await transaction.pipeline(Tenants.bound())
        switch tenant.status {
        case .onboarding, .active: return
        case .suspended:
            throw AdministrationError(
                .suspended,
                "Tenant \(tenant.instance) is suspended; resume it first with "
                    + "'muster tenant resume --tenant \(tenant.instance)'.")
        case .offboarded: throw AdministrationError.offboarded(tenant)
        }
    }
}

extension AdministrationError {
    fileprivate static let noToken = AdministrationError(
        .notFound, "The tenant has no such token. List them with 'muster token list'.")

    fileprivate static let invalidLifetime = AdministrationError(
        .invalid, "A token lives from 1 second to \(Token.maximumLifetime.components.seconds / 86_400) days.")
}
