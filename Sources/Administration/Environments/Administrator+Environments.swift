public import Directory
internal import FoundationEssentials
internal import JSON
internal import Postgres
internal import SCIM

extension Administrator {
    /// The environments of a tenant, by name.
    public func environments(of reference: TenantReference) async throws -> [Environment] {
        try await read(in: reference, Environments.all())
    }

    /// Adds an environment, which is open to everybody in the tenant until it is assigned to a group.
    ///
    /// - Parameter name: 1 to 100 characters; unique in the tenant.
    /// - Throws: ``AdministrationError``: the name is taken or not one, or the tenant is offboarded.
    public func createEnvironment(of reference: TenantReference, name: String) async throws -> Environment {
        try AdministrationError.checkName(name, of: "environment", maximum: Environment.maximumNameCharacters)
        do {
            return try await transaction(in: reference) { transaction in
                try await refuseOffboarded(transaction)
                let environment = try await transaction.pipeline(Environments.insert(name: name))
                try await transaction.finish(Events.insert(.environmentCreated, subject: environment.id, by: actor))
                return environment
            }
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "There is an environment of that name already.")
        }
    }

    /// Leaves an environment to the members of a group, and of the groups that have it already. From the commit on, keys
    /// of everybody else count no more.
    public func assignEnvironment(
        _ name: String, to group: String, of reference: TenantReference
    ) async throws -> Environment {
        try await changeGroups(of: name, reference, group, .environmentAssigned, Environments.assign(_:to:))
    }

    /// Takes an environment from a group. One that has no group left is closed to everybody until it is given to another
    /// group, or opened: taking something away never gives more people access.
    public func unassignEnvironment(
        _ name: String, from group: String, of reference: TenantReference
    ) async throws -> Environment {
        try await changeGroups(of: name, reference, group, .environmentUnassigned, Environments.unassign(_:from:))
    }

    /// Lets everybody in the tenant use an environment, and takes it from all groups. Keys of everybody count again.
    public func openEnvironment(_ name: String, of reference: TenantReference) async throws -> Environment {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let environment = try await environment(name, transaction)
            for group in environment.groups {
                _ = try await transaction.pipeline(
                    Environments.unassign(environment.id, from: group),
                    Events.insert(
                        .environmentUnassigned, subject: environment.id, by: actor, data: ["group": .string(group.text)]
                    ))
            }
            if try await transaction.pipeline(Environments.open(environment.id)) {
                try await transaction.pipeline(
                    Events.insert(.environmentOpened, subject: environment.id, by: actor))
            }
            return try await self.environment(environment.id.text, transaction)
        }
    }

    private func changeGroups(
        of name: String, _ reference: TenantReference, _ group: String, _ event: EventKind,
        _ change: (UUID, UUID) -> Query<Bool>
    ) async throws -> Environment {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let environment = try await environment(name, transaction)
            let groupID = try await groupID(group, transaction)
            if try await transaction.pipeline(change(environment.id, groupID)) {
                try await transaction.pipeline(
                    Events.insert(
                        event, subject: environment.id, by: actor, data: ["group": .string(groupID.text)]))
            }
            return try await self.environment(environment.id.text, transaction)
        }
    }

    /// The environment of a name or an id.
    func environment(_ name: String, _ transaction: Transaction) async throws -> Environment {
        let all = try await transaction.pipeline(Environments.all())
        let id = UUID(uuidString: name)
        guard let found = all.first(where: { $0.id == id || $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw AdministrationError(
                .notFound, "The tenant has no such environment. List them with 'muster environment list'.")
        }
        return found
    }

    private func groupID(_ name: String, _ transaction: Transaction) async throws -> UUID {
        let query =
            UUID(uuidString: name).map { GroupSummaries.find($0) }
            ?? GroupSummaries.find(displayNameKey: Normalization.key(name))
        let group = try await transaction.pipeline(query)
        guard let group else {
            throw AdministrationError(.notFound, "The tenant has no such group. List them with 'muster group list'.")
        }
        return group.id
    }
}
