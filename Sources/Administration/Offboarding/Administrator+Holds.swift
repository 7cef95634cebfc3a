public import Directory
public import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// How many people one transaction of undoing brings back.
    static let undoingBatch = 500

    /// The holds that wait for staff or are not through yet, of one tenant or of all.
    public func unfinishedHolds(of reference: TenantReference?) async throws -> [TenantHold] {
        if let reference {
            return try await transaction(in: reference) { try await unfinishedHolds($0) }
        }
        return try await database.transaction { transaction in
            var holds: [TenantHold] = []
            let tenants = try await transaction.pipeline(Holds.tenantsWithUnfinishedOnes())
            for tenant in tenants {
                try await transaction.pipeline(Tenants.bind(tenant))
                holds += try await unfinishedHolds(transaction)
            }
            return holds
        }
    }

    /// Lets the effects run that a hold holds: those people have left for good. The worker carries them out.
    ///
    /// - Throws: ``AdministrationError``: there is no such hold, or it was resolved before.
    public func approveHold(_ id: UUID, of reference: TenantReference) async throws -> Hold {
        try await resolve(id, as: .approved, of: reference)
    }

    /// Brings back everybody whom a hold takes in as they were, some hundred in each transaction. The effects of those who
    /// cannot come back are carried out.
    ///
    /// Broken off at any moment, it goes on where it was: by calling it again, and by the worker.
    ///
    /// - Parameters:
    ///   - start: who left before stays out, and their effects are carried out; nil to bring back all.
    ///   - progress: is told after each transaction how many people were looked at, and of how many.
    /// - Throws: ``AdministrationError``: there is no such hold, it was approved, or it was undone before.
    public func undoHold(
        _ id: UUID, of reference: TenantReference, since start: Timestamp? = nil,
        progress: (_ looked: Int, _ people: Int) -> Void = { _, _ in }
    ) async throws -> UndoneHold {
        let people = try await resolve(id, as: .undone, since: start, of: reference).people
        var looked = people.all - people.toUndo
        var isThrough = false
        while !isThrough {
            let batch = try await transaction(in: reference) { transaction in
                try await transaction.finish(Holds.bringBack(id, limit: Self.undoingBatch))
            }
            isThrough = batch == 0
            looked += Int(batch)
            progress(min(looked, people.all), people.all)
        }
        return try await transaction(in: reference) { transaction in
            let (hold, notReturned) = try await transaction.pipeline(Holds.find(id), Holds.notReturned(id))
            guard let hold else { throw AdministrationError.noHold }
            return UndoneHold(hold: hold, notReturned: notReturned)
        }
    }

    /// Closes a hold. One that is being undone may be undone again: that goes on with it.
    private func resolve(
        _ id: UUID, as resolution: HoldResolution, since start: Timestamp? = nil, of reference: TenantReference
    ) async throws -> Hold {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let (_, found) = try await transaction.pipeline(Holds.lockLeavings(), Holds.find(id))
            guard let hold = found else { throw AdministrationError.noHold }
            if let before = hold.resolution {
                if before == resolution.rawValue, hold.isUnfinished { return hold }
                throw AdministrationError(.conflict, "The hold was \(before) before.")
            }
            let kind: EventKind = resolution == .approved ? .offboardingApproved : .offboardingUndone
            let (_, _, resolved) = try await transaction.finish(
                Holds.resolve(id, as: resolution, since: start, by: actor),
                Events.insert(kind, subject: id, by: actor, data: ["people": .integer(Int64(hold.people.all))]),
                Holds.find(id))
            guard let resolved else { throw AdministrationError.noHold }
            return resolved
        }
    }

    private func unfinishedHolds(_ transaction: Transaction) async throws -> [TenantHold] {
        let (tenant, holds) = try await transaction.pipeline(Tenants.bound(), Holds.unfinished())
        return holds.map { TenantHold(tenant: tenant, hold: $0) }
    }
}

extension AdministrationError {
    fileprivate static let noHold = AdministrationError(
        .notFound, "The tenant has no such hold. List them with 'muster offboarding held'.")
}
