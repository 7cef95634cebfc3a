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
    /// - Throws: ``AdministrationError``: the number or the host name is taken, or a value is not what it must be.
    public func createTenant(instance: Int, client: String) async throws -> Tenant {
        guard let baseDomain else {
            throw AdministrationError(.configuration, "No base domain is configured; set base-domain.")
        }
        guard let hostname = Tenant.canonicalHostname(instance: instance, client: client, baseDomain: baseDomain) else {
            throw AdministrationError.invalidTenant(instance: instance)
        }
        do {
            return try await insertTenant(instance: instance, client: client, hostname: hostname)
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError.taken(error, instance: instance, hostname: hostname)
        }
    }

    private func insertTenant(instance: Int, client: String, hostname: Hostname) async throws -> Tenant {
        let id = UUID.version7()
        return try await database.transaction { transaction in
            let (_, _, _, connection) = try await transaction.pipeline(
                Tenants.bind(id), Tenants.insert(id: id, instance: instance, client: client),
                Tenants.insertCanonicalHostname(hostname), Connections.insert(name: Connection.defaultName))
            let (_, _, tenant) = try await transaction.finish(
                Events.insert(.tenantCreated, subject: id, by: actor, data: ["hostname": .string(hostname.text)]),
                Events.insert(.connectionCreated, subject: connection.id, by: actor), Tenants.bound())
            return tenant
        }
    }

    /// All tenants, by instance number.
    public func tenants() async throws -> [Tenant] {
        try await database.pipeline(Tenants.all())
    }

    /// One tenant.
    public func tenant(_ reference: TenantReference) async throws -> Tenant {
        try await read(in: reference, Tenants.bound())
    }

    /// Has every request of a tenant refused from the commit on. A suspended one stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the tenant is offboarded.
    public func suspendTenant(_ reference: TenantReference) async throws -> Tenant {
        try await move(reference, from: [.onboarding, .active], to: .suspended, .tenantSuspended)
    }

    /// Serves a suspended tenant again. One that is not suspended stays as it is.
    ///
    /// - Throws: ``AdministrationError/Code/conflict`` where the tenant is offboarded.
    public func resumeTenant(_ reference: TenantReference) async throws -> Tenant {
        try await move(reference, from: [.suspended], to: .active, .tenantResumed)
    }

    private func move(
        _ reference: TenantReference, from: [TenantStatus], to: TenantStatus, _ event: EventKind
    ) async throws -> Tenant {
        try await transaction(in: reference) { transaction in
            let (hasMoved, tenant) = try await transaction.pipeline(Tenants.move(from: from, to: to), Tenants.bound())
            guard tenant.status != .offboarded else { throw AdministrationError.offboarded(tenant) }
            if hasMoved { try await transaction.finish(Events.insert(event, subject: tenant.id, by: actor)) }
            return tenant
        }
    }
}

extension AdministrationError {
    fileprivate static func invalidTenant(instance: Int) -> AdministrationError {
        guard 1...Tenant.maximumInstance ~= instance else {
            return AdministrationError(.invalid, "An instance number is from 1 to \(Tenant.maximumInstance).")
        }
        return AdministrationError(
            .invalid,
            "A client is 1 to \(Tenant.maximumClientBytes) lower-case letters, digits and hyphens, with no hyphen at "
                + "either end, and short enough for its host name.")
    }

    fileprivate static func taken(_ error: DatabaseError, instance: Int, hostname: Hostname) -> AdministrationError {
        guard error.constraint == "tenants_instance_number_key" else {
            return AdministrationError(.conflict, "The host name \(hostname.text) belongs to a tenant already.")
        }
        return AdministrationError(
            .conflict,
            "Instance number \(instance) is taken. Look at it with 'muster tenant show --tenant \(instance)'.")
    }

    static func offboarded(_ tenant: Tenant) -> AdministrationError {
        AdministrationError(
            .conflict, "Tenant \(tenant.instance) is offboarded; nothing of it can be changed any more.")
    }
}
