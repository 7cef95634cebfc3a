public import FoundationEssentials
public import Postgres

/// The servers that share the tenants' limits out among themselves.
public enum ServerProcesses {
    /// Says what a server is asked for, and answers what all of them are.
    ///
    /// A server that has said nothing for five seconds does not count. No tenant has to be bound.
    ///
    /// - Returns: how many servers live, this one included, and the demand of all of them for each of these tenants.
    public static func exchange(
        _ process: UUID, _ demands: [TenantDemand]
    ) -> Query<(living: Int, totals: [TenantDemand])> {
        let tenants = demands.map(\.tenant)
        return .one(
            SQL("servers.exchange", "SELECT living, totals FROM muster.exchange_demands($1, $2, $3)"),
            [.uuid(process), .uuidArray(tenants), .integerArray(demands.map { Int64($0.requestsPerSecond) })]
        ) { row in
            let totals = try row.decode(1, as: IntegerArray.self).elements
            guard totals.count == tenants.count else { throw UnexpectedValue() }
            return (
                try row.decode(0), zip(tenants, totals).map { TenantDemand(tenant: $0, requestsPerSecond: $1) }
            )
        }
    }

    /// Says that a server is leaving.
    public static func leave(_ process: UUID) -> Query<Void> {
        Query(SQL("servers.leave", "SELECT muster.leave_exchange($1)"), [.uuid(process)])
    }
}

/// A `bigint[]` without NULL.
private struct IntegerArray: PostgresDecodable {
    let elements: [Int]

    init(postgresText: Span<UInt8>) throws {
        let text = String(postgresText: postgresText)
        guard text.first == "{", text.last == "}" else { throw UnexpectedValue() }
        elements = try text.dropFirst().dropLast().split(separator: ",").map { element in
            guard let number = Int(element) else { throw UnexpectedValue() }
            return number
        }
    }
}
