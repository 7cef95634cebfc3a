public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// The memberships of a tenant, in the order in which people came.
    ///
    /// - Parameters:
    ///   - includingDeleted: whether those of people who have left are wanted too.
    ///   - role: only those with this role.
    ///   - after: only those of people behind this one.
    ///   - limit: the most that are read.
    public func memberships(
        of reference: TenantReference, includingDeleted: Bool, role: Role? = nil, after: UUID? = nil, limit: Int
    ) async throws -> [Membership] {
        try await readPages(in: reference, limit: limit) { last, count in
            Memberships.page(
                includingDeleted: includingDeleted, role: role, after: last?.user ?? after, limit: count)
        }
    }

    /// Gives somebody a role in the tenant's organisation.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such person.
    public func setRole(_ role: Role, of user: UserReference, in reference: TenantReference) async throws -> Membership
    {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let standing = try await standing(of: user, transaction)
            guard standing.deletedAt == nil, let former = standing.role else { throw AdministrationError.noUser }
            if former != role {
                _ = try await transaction.pipeline(
                    Memberships.setRole(role, of: standing.id),
                    Events.insert(
                        .roleChanged, subject: standing.id, by: actor,
                        data: ["from": .string(former.rawValue), "to": .string(role.rawValue)]))
            }
            let membership = try await transaction.finish(Memberships.find(of: standing.id))
            guard let membership else { throw AdministrationError.noUser }
            return membership
        }
    }
}
