public import Directory
public import FoundationEssentials
internal import JSON
internal import Jobs
internal import Postgres

extension Administrator {
    /// The holds that wait for staff, of one tenant or of all.
    public func openHolds(of reference: TenantReference?) async throws -> [TenantHold] {
        if let reference {
            return try await transaction(in: reference) { try await openHolds($0) }
        }
        return try await database.transaction { transaction in
            var holds: [TenantHold] = []
            let tenants = try await transaction.pipeline(Holds.tenantsWithOpenOnes())
            for tenant in tenants {
                try await transaction.pipeline(Tenants.bind(tenant))
                holds += try await openHolds(transaction)
            }
            return holds
        }
    }

    /// Lets the effects run that a hold holds: those people have left for good.
    ///
    /// - Throws: ``AdministrationError``: there is no such hold, or it was resolved before.
    public func approveHold(_ id: UUID, of reference: TenantReference) async throws -> Hold {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let hold = try await lockedHold(id, transaction)
            let (isApprovedNow, jobs) = try await transaction.pipeline(Holds.approve(id), Jobs.release(hold: id))
            guard isApprovedNow else { throw AdministrationError.noHold }
            let (_, all) = try await transaction.finish(
                Events.insert(
                    .offboardingApproved, subject: id, by: actor,
                    data: ["people": .integer(Int64(hold.heldPeople)), "jobs": .integer(Int64(jobs))]),
                Holds.all())
            return try AdministrationError.choose(id, of: all)
        }
    }

    /// Brings back everybody whom a hold holds, exactly as they were. Effects of those who cannot come back, since
    /// somebody else has their name by now, go on instead.
    ///
    /// - Throws: ``AdministrationError``: there is no such hold, or it was resolved before.
    public func undoHold(_ id: UUID, of reference: TenantReference) async throws -> UndoneHold {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let before = try await lockedHold(id, transaction)
            let notReturned = try await transaction.pipeline(Holds.undo(id))
            _ = try await transaction.pipeline(
                Jobs.release(hold: id, subjects: notReturned), Jobs.discard(hold: id))
            let returned = max(before.heldPeople - notReturned.count, 0)
            let (_, all) = try await transaction.finish(
                Events.insert(
                    .offboardingUndone, subject: id, by: actor,
                    data: [
                        "people": .integer(Int64(returned)),
                        "notReturned": .array(notReturned.map { .string($0.text) }),
                    ]), Holds.all())
            return UndoneHold(
                hold: try AdministrationError.choose(id, of: all), returned: returned, notReturned: notReturned)
        }
    }

    private func openHolds(_ transaction: Transaction) async throws -> [TenantHold] {
        let (tenant, holds) = try await transaction.pipeline(Tenants.bound(), Holds.all())
        return holds.filter { $0.resolvedAt == nil }.map { TenantHold(tenant: tenant, hold: $0) }
    }

    /// An open hold that nobody else comes to be held by, until the transaction ends.
    private func lockedHold(_ id: UUID, _ transaction: Transaction) async throws -> Hold {
        let (_, all) = try await transaction.pipeline(Holds.lock(), Holds.all())
        let hold = try AdministrationError.choose(id, of: all)
        if let resolution = hold.resolution {
            throw AdministrationError(.conflict, "The hold was \(resolution) before.")
        }
        return hold
    }
}

extension AdministrationError {
    fileprivate static let noHold = AdministrationError(
        .notFound, "The tenant has no such hold. List them with 'muster offboarding held'.")

    fileprivate static func choose(_ id: UUID, of holds: [Hold]) throws(AdministrationError) -> Hold {
        guard let hold = holds.first(where: { $0.id == id }) else { throw .noHold }
        return hold
    }
}
