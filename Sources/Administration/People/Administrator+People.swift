public import Directory
public import FoundationEssentials
internal import Postgres
internal import SCIM

extension Administrator {
    /// The people of a tenant, by id, which is by time of creation.
    ///
    /// - Parameters:
    ///   - selection: which.
    ///   - after: only those behind this id.
    ///   - limit: the most that are read.
    /// - Throws: ``AdministrationError/Code/notFound`` where a connection is named that the tenant does not have.
    public func users(
        of reference: TenantReference, _ selection: UserSummaries.Selection = UserSummaries.Selection(),
        after: UUID? = nil, limit: Int
    ) async throws -> [UserSummary] {
        if let name = selection.connection { _ = try await connection(named: name, of: reference) }
        return try await readPages(in: reference, limit: limit) { last, count in
            UserSummaries.page(selection, after: last?.id ?? after, limit: count)
        }
    }

    /// The people of all tenants, by instance number and id.
    ///
    /// - Parameter limit: the most that are read.
    public func usersOfAllTenants(
        _ selection: UserSummaries.Selection, limit: Int
    ) async throws -> [OfTenant<UserSummary>] {
        try await readAllTenants(limit: limit) { last, count in
            UserSummaries.page(selection, after: last?.id, limit: count)
        }
    }

    /// One person, with everything that hangs on them. Deleted people are found by id only.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such person.
    public func user(_ user: UserReference, of reference: TenantReference) async throws -> UserDetails {
        let query =
            switch user {
            case .id(let id): UserDetails.find(id)
            case .userName(let name): UserDetails.find(userNameKey: Normalization.key(name))
            }
        guard let details = try await read(in: reference, query) else {
            throw AdministrationError.noUser
        }
        return details
    }

    /// The log of a tenant, oldest first.
    ///
    /// - Parameters:
    ///   - after: only events behind this position.
    ///   - subject: only events of this thing.
    ///   - limit: the most that are read.
    public func events(
        of reference: TenantReference, after: Int64 = 0, subject: UUID? = nil, limit: Int
    ) async throws -> [Event] {
        let last: Int64 = try await database.pipeline(Events.lastPosition())
        guard after <= last else { throw AdministrationError.future }
        return try await readPages(in: reference, limit: limit) { last, count in
            Events.page(after: last?.position ?? after, subject: subject, limit: count)
        }
    }

    /// What the things are called that ids of a tenant stand for; an id that names nothing any more has no name.
    public func names(of ids: some Sequence<UUID>, in reference: TenantReference) async throws -> [UUID: String] {
        let all = Set(ids).sorted { $0.text < $1.text }
        return try await transaction(in: reference) { transaction in
            var names: [UUID: String] = [:]
            for start in stride(from: 0, to: all.count, by: Self.pageSize) {
                let part = Array(all[start..<min(start + Self.pageSize, all.count)])
                names.merge(try await transaction.pipeline(Names.find(part))) { known, _ in known }
            }
            return names
        }
    }
}

extension AdministrationError {
    fileprivate static let future = AdministrationError(
        .invalid, "No event has that position yet. The database may have been restored; begin without --after.")
}
