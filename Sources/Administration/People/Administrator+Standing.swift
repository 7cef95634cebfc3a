internal import Directory
internal import FoundationEssentials
internal import Postgres
internal import SCIM

extension Administrator {
    /// The person that staff named, who can neither leave nor come back until the transaction ends.
    ///
    /// Deleted people are found by id only: their name may be somebody else's by now.
    func standing(of user: UserReference, _ transaction: Transaction) async throws -> UserStanding {
        let query =
            switch user {
            case .id(let id): UserStanding.find(id)
            case .userName(let name): UserStanding.find(userNameKey: Normalization.key(name))
            }
        let standing = try await transaction.pipeline(query)
        guard let standing else { throw AdministrationError.noUser }
        return standing
    }

    /// The same, for what only people with access may be given.
    func standingWithAccess(of user: UserReference, _ transaction: Transaction) async throws -> UserStanding {
        let standing = try await standing(of: user, transaction)
        guard standing.deletedAt == nil else { throw AdministrationError.noUser }
        guard standing.status.isActive else { throw AdministrationError.hasLeft }
        return standing
    }

    /// Somebody who has access and has finished setting up.
    func standingSetUp(of user: UserReference, _ transaction: Transaction) async throws -> UserStanding {
        let standing = try await standingWithAccess(of: user, transaction)
        guard standing.status != .pending else { throw AdministrationError.notSetUp }
        return standing
    }

    /// Somebody who signs in: who is pending has finished setting up with that, where the tenant asks for no more.
    func standingSignedIn(of user: UserReference, _ transaction: Transaction) async throws -> UserStanding {
        let (standing, settings) = (
            try await standingWithAccess(of: user, transaction), try await transaction.pipeline(TenantSettings.find())
        )
        guard standing.status == .pending else { return standing }
        guard settings.setUp == .none else { throw AdministrationError.notSetUp }
        if try await transaction.pipeline(Users.completeSetUp(standing.id)) {
            try await transaction.pipeline(Events.insert(.userSetUp, subject: standing.id, by: actor))
        }
        return standing
    }

    /// The id of the person that staff named, or nil where they named nobody.
    func userID(of user: UserReference?, _ transaction: Transaction) async throws -> UUID? {
        guard let user else { return nil }
        return try await standing(of: user, transaction).id
    }
}

extension AdministrationError {
    fileprivate static let notSetUp = AdministrationError(
        .conflict,
        "The person is pending: they have not finished setting up. 'muster user setup-complete' says that they have; "
            + "where the first session is to do so, use 'muster tenant settings --set-up none'.")

    static let noUser = AdministrationError(
        .notFound, "The tenant has no such person. List them with 'muster user list'.")

    static let hasLeft = AdministrationError(
        .conflict, "The person is deactivated: only the identity provider can let them in again.")
}
