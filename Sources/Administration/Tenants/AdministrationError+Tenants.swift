internal import Directory
internal import FoundationEssentials
internal import Postgres

// What can be wrong with the tenant that somebody named.

extension AdministrationError {
    /// None goes by that name, or several do.
    ///
    /// - Parameter fitting: the instance numbers of those that do.
    static func notOneTenant(_ reference: TenantReference, _ fitting: [Int]) -> AdministrationError {
        let name =
            switch reference {
            case .instance(let number): "number \(number)"
            case .id(let id): "id \(id.text)"
            case .client(let client): "client \(client)"
            case .hostname(let hostname): "host name \(hostname.text)"
            }
        guard fitting.isEmpty else {
            let numbers = fitting.map(String.init).joined(separator: ", ")
            let more = fitting.count == Tenants.maximumCandidates ? " and more" : ""
            return AdministrationError(
                .ambiguous, "Several tenants have the \(name); name one by its number: \(numbers)\(more).")
        }
        return AdministrationError(
            .notFound, "There is no tenant with the \(name). List them with 'muster tenant list'.")
    }

    static func invalidTenant(instance: Int) -> AdministrationError {
        guard 1...Tenant.maximumInstance ~= instance else {
            return AdministrationError(.invalid, "An instance number is from 1 to \(Tenant.maximumInstance).")
        }
        return AdministrationError(
            .invalid,
            "A client is 1 to \(Tenant.maximumClientBytes) lower-case letters, digits and hyphens, with no hyphen at "
                + "either end, and short enough for its host name.")
    }

    static func taken(_ error: DatabaseError, instance: Int, hostname: Hostname) -> AdministrationError {
        guard error.constraint == "tenants_instance_number_key" else {
            return AdministrationError(.conflict, "The host name \(hostname.text) belongs to a tenant already.")
        }
        return AdministrationError(
            .conflict, "Instance number \(instance) is taken. Look at it with 'muster tenant show \(instance)'.")
    }

    static func offboarded(_ tenant: Tenant) -> AdministrationError {
        AdministrationError(
            .conflict, "Tenant \(tenant.instance) is offboarded; nothing of it can be changed any more.")
    }
}
