public import Directory
internal import JSON
internal import Postgres

extension Administrator {
    /// The connections of a tenant and how they are used, by name.
    ///
    /// - Parameter limit: the most that are read.
    public func connections(of reference: TenantReference, limit: Int) async throws -> [ConnectionUse] {
        try await readPages(in: reference, limit: limit) { last, count in
            Connections.uses(after: last?.connection.name, limit: count)
        }
    }

    /// The connections of all tenants, by instance number and name.
    ///
    /// - Parameter limit: the most that are read.
    public func connectionsOfAllTenants(limit: Int) async throws -> [OfTenant<ConnectionUse>] {
        try await readAllTenants(limit: limit) { last, count in
            Connections.uses(after: last?.connection.name, limit: count)
        }
    }

    /// The connection of a name.
    ///
    /// - Throws: ``AdministrationError/Code/notFound`` where the tenant has none of that name.
    func connection(named name: String, of reference: TenantReference) async throws -> Connection {
        try AdministrationError.choose(name, of: try await read(in: reference, Connections.all()))
    }

    /// Connects a further identity provider.
    ///
    /// - Parameter name: 1 to 100 characters; unique in the tenant.
    /// - Throws: ``AdministrationError``: the name is taken or not one, or the tenant is offboarded.
    public func createConnection(of reference: TenantReference, name: String) async throws -> Connection {
        try AdministrationError.checkName(name, of: "connection", maximum: Connection.maximumNameCharacters)
        do {
            return try await transaction(in: reference) { transaction in
                try await refuseOffboarded(transaction)
                let connection = try await transaction.pipeline(Connections.insert(name: name))
                try await transaction.finish(Events.insert(.connectionCreated, subject: connection.id, by: actor))
                return connection
            }
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "There is a connection of that name already.")
        }
    }

    /// Lets the identity provider of a connection in, or not, from the commit on.
    ///
    /// - Throws: ``AdministrationError``: there is no such connection, or the tenant is offboarded.
    public func setConnection(
        named name: String, of reference: TenantReference, to status: Connection.Status
    ) async throws -> Connection {
        try await transaction(in: reference) { transaction in
            try await refuseOffboarded(transaction)
            let all = try await transaction.pipeline(Connections.all())
            let connection = try AdministrationError.choose(name, of: all)
            guard connection.status != status else { return connection }
            let (_, changed, _) = try await transaction.finish(
                Connections.setStatus(status, id: connection.id), Connections.all(),
                Events.insert(
                    .connectionStatusChanged, subject: connection.id, by: actor,
                    data: ["status": .string(status.rawValue)]))
            return try AdministrationError.choose(name, of: changed)
        }
    }

    func refuseOffboarded(_ transaction: Transaction) async throws {
        let tenant = try await transaction.pipeline(Tenants.bound())
        guard tenant.status != .offboarded else { throw AdministrationError.offboarded(tenant) }
    }
}

extension AdministrationError {
    /// Refuses what is no name for something that staff made.
    static func checkName(_ name: String, of thing: String, maximum: Int) throws(AdministrationError) {
        let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard 1...maximum ~= name.unicodeScalars.count, isPrintable, name.contains(where: { !$0.isWhitespace }) else {
            throw AdministrationError(
                .invalid, "The name of a \(thing) is 1 to \(maximum) characters, not only spaces, on one line.")
        }
    }

    /// The connection of a name; without a name, the only one.
    static func choose(_ name: String?, of connections: [Connection]) throws(AdministrationError) -> Connection {
        let known = connections.map { "'\($0.name)'" }.joined(separator: ", ")
        if let name {
            if let connection = connections.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
                return connection
            }
            throw AdministrationError(.notFound, "There is no such connection; there are \(known).")
        }
        guard connections.count <= 1 else {
            throw AdministrationError(.ambiguous, "The tenant has several connections; name one of \(known).")
        }
        guard let connection = connections.first else {
            throw AdministrationError(.notFound, "The tenant has no connection; make one first.")
        }
        return connection
    }
}
