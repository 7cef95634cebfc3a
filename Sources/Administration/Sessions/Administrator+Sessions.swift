public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// Opens a sign-in session for somebody. Only its digest is kept.
    ///
    /// - Parameter lifetime: from one second to 90 days, by the database's clock.
    /// Where the tenant asks for no set-up, the first session of somebody pending makes them active.
    ///
    /// - Throws: ``AdministrationError``: there is no such person, they have left, or they have not finished setting up.
    public func openSession(
        for user: UserReference, of reference: TenantReference, lifetime: Duration = Session.defaultLifetime
    ) async throws -> OpenedSession {
        let pepper = try neededPeppers().current
        try AdministrationError.checkLifetime(lifetime, of: "session", maximum: Session.maximumLifetime)
        let secret = try IssuedSecret.mint(.session)
        return try await transaction(in: reference) { transaction in
            try await refuseUnserved(transaction)
            let owner = try await standingSignedIn(of: user, transaction)
            let id = UUID.version7()
            let (_, session, _) = try await transaction.finish(
                Sessions.insert(
                    id: id, user: owner.id, digest: secret.digest(pepper: pepper), lifetime: lifetime),
                Sessions.find(id),
                Events.insert(.sessionOpened, subject: id, by: actor, data: ["user": .string(owner.id.text)]))
            guard let session else { throw AdministrationError.noSession }
            return OpenedSession(session: session, secret: secret)
        }
    }

    /// The sessions of a tenant, or of one person in it, in the order in which they were opened.
    public func sessions(of user: UserReference?, in reference: TenantReference) async throws -> [Session] {
        try await transaction(in: reference) { transaction in
            let owner = try await userID(of: user, transaction)
            return try await transaction.finish(Sessions.all(of: owner))
        }
    }

    /// Ends a session, from the commit on. One that was ended stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has no such session.
    public func endSession(_ id: UUID, of reference: TenantReference) async throws -> Session {
        try await transaction(in: reference) { transaction in
            let (isEndedNow, session) = try await transaction.pipeline(Sessions.end(id), Sessions.find(id))
            guard let session else { throw AdministrationError.noSession }
            if isEndedNow {
                try await transaction.finish(
                    Events.insert(.sessionEnded, subject: id, by: actor, data: ["user": .string(session.user.text)]))
            }
            return session
        }
    }
}

extension AdministrationError {
    fileprivate static let noSession = AdministrationError(
        .notFound, "The tenant has no such session. List them with 'muster session list'.")
}
