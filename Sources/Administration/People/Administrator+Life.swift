public import Directory
internal import Postgres

extension Administrator {
    /// Notes that somebody pending has finished setting up. Who has done so before stays as they are.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the person is deactivated.
    public func completeSetUp(_ user: UserReference, of reference: TenantReference) async throws -> UserSummary {
        try await transaction(in: reference) { transaction in
            let standing = try await standingWithAccess(of: user, transaction)
            let (isSetUpNow, details) = try await transaction.pipeline(
                Users.completeSetUp(standing.id), UserDetails.find(standing.id))
            guard let details else { throw AdministrationError.noUser }
            if isSetUpNow {
                try await transaction.finish(Events.insert(.userSetUp, subject: standing.id, by: actor))
            }
            return details.summary
        }
    }

    /// Replaces the personal data of somebody who has left, for ever. Who is anonymised already stays as they are.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the person still has access.
    public func anonymise(_ user: UserReference, of reference: TenantReference) async throws -> UserStanding {
        try await transaction(in: reference) { transaction in
            let before = try await standing(of: user, transaction)
            guard !before.status.isActive else { throw AdministrationError.hasAccess }
            guard try await transaction.pipeline(Users.anonymise(before.id)) else { return before }
            let (_, after) = try await transaction.finish(
                Events.insert(.userAnonymised, subject: before.id, by: actor), UserStanding.find(before.id))
            return after ?? before
        }
    }
}

extension AdministrationError {
    fileprivate static let hasAccess = AdministrationError(
        .conflict, "The person still has access; only who is deactivated can be anonymised.")
}
