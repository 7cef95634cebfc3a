public import Directory
public import FoundationEssentials
internal import Postgres
internal import SCIM

extension Administrator {
    /// The people of a tenant, by id, which is by time of creation.
    ///
    /// - Parameters:
    ///   - after: only those behind this id.
    ///   - limit: the most that are read.
    public func users(of reference: TenantReference, after: UUID? = nil, limit: Int) async throws -> [UserSummary] {
        try await readPages(in: reference, limit: limit) { last, count in
            UserSummaries.page(after: last?.id ?? after, limit: count)
        }
    }

    /// One person, with everything that hangs on them.
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

    /// The groups of a tenant, by id, which is by time of creation.
    ///
    /// - Parameters:
    ///   - after: only those behind this id.
    ///   - limit: the most that are read.
    public func groups(of reference: TenantReference, after: UUID? = nil, limit: Int) async throws -> [GroupSummary] {
        try await readPages(in: reference, limit: limit) { last, count in
            GroupSummaries.page(after: last?.id ?? after, limit: count)
        }
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
}

extension AdministrationError {
    fileprivate static let future = AdministrationError(
        .invalid, "No event has that position yet. The database may have been restored; begin without --after.")
}
