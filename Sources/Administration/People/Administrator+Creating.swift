public import Directory
internal import JSON
internal import Postgres
internal import SCIM

extension Administrator {
    /// Makes a person by hand: pending, with the role `Blank`, of no connection.
    ///
    /// An identity provider that looks for the name finds the person, and may take them over.
    ///
    /// - Parameters:
    ///   - userName: the name to sign in with, which nobody else in the tenant may have.
    ///   - displayName: what people call them.
    ///   - email: the work address.
    /// - Throws: ``AdministrationError``: the name is taken or a value is not what it must be, or the tenant is not
    ///   served.
    public func createUser(
        named userName: String, displayName: String? = nil, email: String? = nil, in reference: TenantReference
    ) async throws -> UserDetails {
        let creation = try PersonCreation(userName: userName, displayName: displayName, email: email)
        do {
            return try await transaction(in: reference) { transaction in
                try await refuseUnserved(transaction)
                _ = try await transaction.pipeline(creation.insertion)
                let (_, details) = try await transaction.finish(
                    creation.event(by: actor), UserDetails.find(creation.id))
                guard let details else { throw AdministrationError.noUser }
                return details
            }
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "The tenant has a person of that userName already.")
        }
    }
}

extension PersonCreation {
    /// Somebody made by hand: as if an identity provider had sent them.
    fileprivate init(userName: String, displayName: String?, email: String?) throws(AdministrationError) {
        var body: JSON.Object = ["userName": .string(userName)]
        body["displayName"] = displayName.map(JSON.string)
        body["emails"] = email.map { [["value": .string($0), "type": "work", "primary": true]] }
        do {
            try self.init(Resource(parsing: .object(body), as: .user))
        } catch {
            throw AdministrationError(.invalid, error.detail)
        }
    }
}
