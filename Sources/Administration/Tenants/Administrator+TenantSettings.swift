public import Directory
internal import JSON
internal import Postgres

extension Administrator {
    /// What holds for a tenant: its own choice, or else the default.
    public func settings(of reference: TenantReference) async throws -> TenantSettings {
        try await read(in: reference, TenantSettings.find())
    }

    /// Changes what holds for a tenant, from the commit on.
    ///
    /// - Throws: ``AdministrationError``: a value is not what it must be, or the tenant is offboarded.
    public func changeSettings(
        of reference: TenantReference, _ change: TenantSettingsChange
    ) async throws -> TenantSettings {
        try AdministrationError.check(change)
        return try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let (tenant, before) = try await transaction.pipeline(Tenants.bound(), TenantSettings.find())
            try await transaction.pipeline(change.queries(before))
            let after = try await transaction.pipeline(TenantSettings.find())
            guard after != before else { return before }
            try await transaction.finish(
                Events.insert(.tenantSettingsChanged, subject: tenant.id, by: actor, data: after.data))
            return after
        }
    }
}

extension TenantSettingsChange {
    fileprivate func queries(_ before: TenantSettings) -> [Query<Void>] {
        var queries: [Query<Void>] = []
        if breakerPeople != nil || breakerPercent != nil {
            queries.append(
                TenantSettings.setBreaker(
                    people: breakerPeople ?? before.breakerPeople, percent: breakerPercent ?? before.breakerPercent))
        }
        switch anonymisation {
        case .after(let delay)?: queries.append(TenantSettings.setAnonymisation(after: delay))
        case .never?: queries.append(TenantSettings.setAnonymisation(after: nil))
        case nil: break
        }
        if let setUp { queries.append(TenantSettings.set(setUp)) }
        if let requestLimit { queries.append(TenantSettings.setRequestLimit(requestLimit)) }
        return queries
    }
}

extension TenantSettings {
    fileprivate var data: JSON {
        [
            "breakerPeople": .integer(Int64(breakerPeople)), "breakerPercent": .integer(Int64(breakerPercent)),
            "anonymiseAfterSeconds": anonymiseAfter.map { .integer($0.components.seconds) } ?? .null,
            "requestsPerSecond": requestLimit.json, "setUp": .string(setUp.rawValue),
        ]
    }
}

extension AdministrationError {
    fileprivate static func check(_ change: TenantSettingsChange) throws(AdministrationError) {
        guard 0...TenantSettings.maximumBreakerPeople ~= change.breakerPeople ?? 0,
            TenantSettings.percentages ~= change.breakerPercent ?? 0
        else {
            throw AdministrationError(
                .invalid,
                "The brake is set to 0 to \(TenantSettings.maximumBreakerPeople) people and to 0 to 100 percent.")
        }
        if case .after(let delay)? = change.anonymisation, !TenantSettings.anonymisationDelays.contains(delay) {
            throw AdministrationError(.invalid, "People are anonymised at once, or within a hundred years.")
        }
        if case .perSecond(let rate)? = change.requestLimit, !RequestLimit.rates.contains(rate) {
            throw AdministrationError(.invalid, invalidRequestLimit)
        }
    }

    private static let invalidRequestLimit = """
        A tenant is limited to \(RequestLimit.rates.lowerBound) requests a second at the least, which identity \
        providers need, and to \(RequestLimit.rates.upperBound) at the most; 'none' takes the limit away.
        """
}
