public import Directory
internal import FoundationEssentials
internal import JSON
internal import Postgres

extension Administrator {
    /// Onboards a customer instance: the tenant, its canonical host name, and the connection that it begins with.
    ///
    /// - Parameters:
    ///   - instance: its number, 1 to 999,999,999.
    ///   - client: the customer's slug.
    ///   - displayName: what people call the customer, 1 to 100 characters.
    /// - Throws: ``AdministrationError``: the number or the host name is taken, or a value is not what it must be.
    public func createTenant(instance: Int, client: String, displayName: String? = nil) async throws -> Tenant {
        if let displayName { try AdministrationError.checkDisplayName(displayName) }
        guard let baseDomain else {
            throw AdministrationError(.configuration, "No base domain is configured; set base-domain.")
        }
        guard let hostname = Tenant.canonicalHostname(instance: instance, client: client, baseDomain: baseDomain) else {
            throw AdministrationError.invalidTenant(instance: instance)
        }
        do {
            return try await insertTenant(
                instance: instance, client: client, displayName: displayName, hostname: hostname)
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError.taken(error, instance: instance, hostname: hostname)
        }
    }

    private func insertTenant(
        instance: Int, client: String, displayName: String?, hostname: Hostname
    ) async throws -> Tenant {
        let id = UUID.version7()
        return try await database.transaction { transaction in
            let (_, _, _, connection) = try await transaction.pipeline(
                Tenants.bind(id),
                Tenants.insert(id: id, instance: instance, client: client, displayName: displayName),
                Tenants.insertCanonicalHostname(hostname), Connections.insert(name: Connection.defaultName))
            let (_, _, tenant) = try await transaction.finish(
                Events.insert(.tenantCreated, subject: id, by: actor, data: ["hostname": .string(hostname.text)]),
                Events.insert(.connectionCreated, subject: connection.id, by: actor), Tenants.bound())
            return tenant
        }
    }

    /// All tenants, by instance number.
    ///
    /// - Parameters:
    ///   - instance: only those with a higher number.
    ///   - status: only those in it.
    ///   - limit: the most that are read.
    public func tenants(
        after instance: Int = 0, in status: TenantStatus? = nil, limit: Int
    ) async throws -> [Tenant] {
        var fitting: [Tenant] = []
        var last = instance
        while fitting.count < limit {
            let page = try await database.pipeline(Tenants.page(after: last, limit: Self.pageSize))
            fitting += page.filter { status == nil || $0.status == status }
            guard let end = page.last, page.count == Self.pageSize else { break }
            last = end.instance
        }
        return Array(fitting.prefix(limit))
    }

    /// One tenant.
    public func tenant(_ reference: TenantReference) async throws -> Tenant {
        try await read(in: reference, Tenants.bound())
    }

    /// Says what people call a tenant. Its client and host names stay as they are.
    ///
    /// - Parameter displayName: 1 to 100 characters; nil for nothing but the client.
    /// - Throws: ``AdministrationError``: the name is none, or the tenant is offboarded.
    public func renameTenant(_ reference: TenantReference, to displayName: String?) async throws -> Tenant {
        if let displayName { try AdministrationError.checkDisplayName(displayName) }
        return try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let before = try await transaction.pipeline(Tenants.bound())
            guard before.displayName.map({ Array($0.utf8) }) != displayName.map({ Array($0.utf8) }) else {
                return before
            }
            let (_, after, _) = try await transaction.finish(
                Tenants.rename(to: displayName), Tenants.bound(),
                Events.insert(.tenantRenamed, subject: before.id, by: actor))
            return after
        }
    }

    /// Has every request of a tenant refused from the commit on. A suspended one stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the tenant is offboarded.
    public func suspendTenant(_ reference: TenantReference) async throws -> Tenant {
        try await move(reference, Tenants.suspend(), .tenantSuspended)
    }

    /// Serves a suspended tenant again, as what it was before. One that is not suspended stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the tenant is offboarded.
    public func resumeTenant(_ reference: TenantReference) async throws -> Tenant {
        try await move(reference, Tenants.resume(), .tenantResumed)
    }

    private func move(
        _ reference: TenantReference, _ change: Query<Bool>, _ event: EventKind
    ) async throws -> Tenant {
        try await transaction(in: reference) { transaction in
            let (hasMoved, tenant) = try await transaction.pipeline(change, Tenants.bound())
            guard tenant.status != .offboarded else { throw AdministrationError.offboarded(tenant) }
            if hasMoved { try await transaction.finish(Events.insert(event, subject: tenant.id, by: actor)) }
            return tenant
        }
    }
}

extension AdministrationError {
    fileprivate static func checkDisplayName(_ name: String) throws(AdministrationError) {
        try checkName(name, of: "tenant", maximum: Tenant.maximumDisplayNameCharacters)
    }
}
