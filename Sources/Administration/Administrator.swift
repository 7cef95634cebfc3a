public import Directory
internal import FoundationEssentials
public import Postgres

/// What staff may do with tenants: each action is one transaction, and what it changes is told by an event in it.
///
/// Errors are ``AdministrationError`` where staff can do something about them, and `DatabaseError` for the rest.
public struct Administrator: Sendable {
    /// What links are made of.
    public let address: PublicAddress

    let database: Database
    let peppers: Peppers?
    let baseDomain: Hostname?
    let actor: Actor

    /// An administrator.
    ///
    /// - Parameters:
    ///   - database: reached as the role `muster_admin`.
    ///   - peppers: under which secrets are digested; only issuing needs them.
    ///   - address: what links are made of.
    ///   - baseDomain: what canonical host names end with; only onboarding needs it.
    ///   - actor: who acts, for the log of events.
    public init(database: Database, peppers: Peppers?, address: PublicAddress, baseDomain: Hostname?, actor: Actor) {
        self.database = database
        self.peppers = peppers
        self.address = address
        self.baseDomain = baseDomain
        self.actor = actor
    }

    /// The keys under which secrets are digested, for those who cannot do without them.
    func neededPeppers() throws(AdministrationError) -> Peppers {
        guard let peppers else {
            throw AdministrationError(.configuration, "No pepper is configured; set pepper-file.")
        }
        return peppers
    }

    /// Runs a transaction that is bound to a tenant.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where there is no such tenant, and
    ///   ``AdministrationError/Code/ambiguous`` where several go by that name.
    func transaction<Output>(
        in reference: TenantReference, _ body: (Transaction) async throws -> Output
    ) async throws -> Output {
        try await database.transaction { transaction in
            let fitting = try await transaction.pipeline(Tenants.bind(reference))
            guard fitting.count == 1 else { throw AdministrationError.notOneTenant(reference, fitting) }
            return try await body(transaction)
        }
    }

    /// Reads something of one tenant.
    func read<Output>(in reference: TenantReference, _ query: Query<Output>) async throws -> Output {
        try await transaction(in: reference) { try await $0.finish(query) }
    }
}
