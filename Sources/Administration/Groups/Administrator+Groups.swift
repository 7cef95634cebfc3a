public import Directory
public import FoundationEssentials
internal import Postgres
internal import SCIM

extension Administrator {
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

    /// A group, and who is in it, by id.
    ///
    /// - Parameters:
    ///   - name: the id or the name of the group.
    ///   - after: only people behind this id.
    ///   - limit: the most people that are read.
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such group.
    public func group(
        _ name: String, of reference: TenantReference, after: UUID? = nil, limit: Int
    ) async throws -> (group: GroupSummary, people: [UserSummary]) {
        let query =
            UUID(uuidString: name).map(GroupSummaries.find)
            ?? GroupSummaries.find(displayNameKey: Normalization.key(name))
        guard let group = try await read(in: reference, query) else {
            throw AdministrationError(
                .notFound, "The tenant has no such group. List them with 'muster group list'.")
        }
        let people = try await readPages(in: reference, limit: limit) { last, count in
            UserSummaries.page(in: group.id, after: last?.id ?? after, limit: count)
        }
        return (group, people)
    }
}
