public import Directory
internal import FoundationEssentials
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
        let content = try UserContent(userName: userName, displayName: displayName, email: email)
        let id = UUID.version7()
        do {
            return try await transaction(in: reference) { transaction in
                try await refuseUnserved(transaction)
                _ = try await transaction.pipeline(Users.insert(id, content, status: .pending))
                let (_, details) = try await transaction.finish(
                    Events.insert(
                        .userCreated, subject: id, by: actor, data: ["status": .string(UserStatus.pending.rawValue)]),
                    UserDetails.find(id))
                guard let details else { throw AdministrationError.noUser }
                return details
            }
        } catch let error as DatabaseError where error.sqlState == .uniqueViolation {
            throw AdministrationError(.conflict, "The tenant has a person of that userName already.")
        }
    }
}

extension UserContent {
    /// What is stored of somebody made by hand: as if an identity provider had sent it.
    fileprivate init(userName: String, displayName: String?, email: String?) throws(AdministrationError) {
        var body: JSON.Object = ["userName": .string(userName)]
        body["displayName"] = displayName.map(JSON.string)
        body["emails"] = email.map { [["value": .string($0), "type": "work", "primary": true]] }
        let resource: Resource
        do {
            resource = try Resource(parsing: .object(body), as: .user)
        } catch {
            throw AdministrationError(.invalid, error.detail)
        }
        var document: JSON.Object = ["schemas": .array(resource.schemas.map(JSON.string))]
        for (name, value) in resource.attributes.members { document[name] = value }
        self.init(
            userName: userName, userNameKey: Normalization.key(userName),
            displayNameKey: displayName.map(Normalization.key), emailKeys: email.map { [Normalization.key($0)] } ?? [],
            externalID: nil, document: JSON.object(document).serialized(), keys: resource.searchKeys().serialized())
    }
}
