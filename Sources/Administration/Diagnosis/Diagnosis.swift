public import Postgres
internal import Time

/// Examines a database: whether it is what the platform needs, and whether tenants are kept apart in it.
///
/// The catalogues are open to every role, so any of them will do; only ``isolation(as:)`` depends on who asks.
public struct Diagnosis: Sendable {
    /// The oldest PostgreSQL that will do, as `server_version_num`.
    public static let minimumServerVersion = 150_000
    /// How far the clocks of host and database may be apart.
    public static let maximumClockDifference = Duration.seconds(5)

    let database: Database

    /// A diagnosis of a database, reached as any role.
    public init(of database: Database) {
        self.database = database
    }

    /// The server: its version, its encoding, its clock.
    public func server() async -> [Finding] {
        let before = UnixTime.now.secondsSince1970
        do {
            let facts = try await database.pipeline(ServerFacts.read)
            let middle = (before + UnixTime.now.secondsSince1970) / 2
            return [Self.version(facts), Self.encoding(facts), Self.clock(facts.secondsSince1970 - middle)]
        } catch {
            return [.failed("server-version", error)]
        }
    }

    /// The roles that the platform runs as: they may do little and own nothing.
    public func roles() async -> Finding {
        await look("roles") {
            let faults = try await database.pipeline(Diagnosis.roleFaults)
            guard !faults.isEmpty else { return .healthy("roles", "the running roles are bound by row level security") }
            return .faulty(
                "roles", faults.joined(separator: "; "),
                advice:
                    "deploy/bootstrap.sql makes a role that is missing, also before a backup is restored; take what "
                    + "is too much away with ALTER ROLE or REVOKE.")
        }
    }

    /// Row level security: forced on every table of tenants, with policies that ask for the tenant.
    public func rowSecurity() async -> Finding {
        await look("row-security") {
            let (tables, faults) = try await database.pipeline(Diagnosis.tenantTables, Diagnosis.policyFaults)
            guard !tables.isEmpty else {
                return .faulty("row-security", "there are no tables of tenants", advice: "Run 'muster migrate'.")
            }
            guard faults.isEmpty else {
                return .faulty(
                    "row-security", faults.joined(separator: "; "),
                    advice: "Stop the servers and put the policies back as the migrations make them (muster.isolate).")
            }
            return .healthy("row-security", "forced on \(tables.count) tables, with policies")
        }
    }

    /// Whom the platform lets in, reached as `muster_admin`: the table that requests are let in by, against the tenants,
    /// host names, connections and tokens that it repeats.
    public func admissions() async -> Finding {
        await look("admissions") {
            let (tooMany, tooFew) = try await database.pipeline(Diagnosis.admissionFaults)
            guard tooMany > 0 || tooFew > 0 else {
                return .healthy("admissions", "they say what tenants, host names, connections and tokens say")
            }
            return .faulty(
                "admissions", "\(tooMany) too many or different, \(tooFew) missing",
                advice: "Somebody wrote to the tables of tenants with triggers off. As muster_owner: SELECT "
                    + "muster.renew_admissions(VARIADIC array_agg(id)) FROM muster.tenants")
        }
    }

    /// Reads without a tenant, and as a tenant that does not exist: nothing may come.
    ///
    /// - Parameter role: who the database is reached as, for the text.
    public func isolation(as role: String) async -> Finding {
        let check = "isolation-\(role)"
        return await look(check) {
            let tables = try await database.pipeline(Diagnosis.readableTables)
            guard !tables.isEmpty else {
                return .faulty(check, "\(role) can read no table of tenants", advice: "Run 'muster migrate'.")
            }
            let leaks = try await database.transaction { transaction in
                let unbound = try await transaction.pipeline(tables.map(Diagnosis.showsRows))
                try await transaction.pipeline(Diagnosis.bindNobody)
                let strange = try await transaction.finish(tables.map(Diagnosis.showsRows))
                return zip(tables, zip(unbound, strange)).filter { $1.0 || $1.1 }.map(\.0)
            }
            guard leaks.isEmpty else {
                return .faulty(
                    check, "\(role) sees rows without their tenant in \(leaks.joined(separator: ", "))",
                    advice: "Stop the servers at once; compare the policies with the migrations.")
            }
            return .healthy(check, "\(tables.count) tables show \(role) nothing without a tenant")
        }
    }

    func look(_ check: String, _ body: () async throws -> Finding) async -> Finding {
        do {
            return try await body()
        } catch {
            return .failed(check, error)
        }
    }
}

extension Diagnosis {
    private static func version(_ facts: ServerFacts) -> Finding {
        guard facts.versionNumber >= minimumServerVersion else {
            return .faulty(
                "server-version", "PostgreSQL \(facts.version) is too old",
                advice: "Move to PostgreSQL \(minimumServerVersion / 10_000) or later.")
        }
        return .healthy("server-version", "PostgreSQL \(facts.version)")
    }

    private static func encoding(_ facts: ServerFacts) -> Finding {
        guard facts.encoding == "UTF8" else {
            return .faulty(
                "encoding", "the database is in \(facts.encoding)",
                advice: "Make the database anew with ENCODING 'UTF8', and move the data with pg_dump.")
        }
        return .healthy("encoding", "UTF8")
    }

    static func clock(_ difference: Double) -> Finding {
        let size = difference.magnitude
        let text = size < 0.01 ? "under 0.01 s" : "\((size * 100).rounded() / 100) s"
        guard size < Double(maximumClockDifference.components.seconds) else {
            return .faulty(
                "clock", "host and database are \(text) apart",
                advice: "Keep both in time with NTP; the database's clock decides when tokens expire.")
        }
        return .healthy("clock", "host and database are \(text) apart")
    }
}

extension Finding {
    static func failed(_ check: String, _ error: any Error) -> Finding {
        let text = (error as? DatabaseError)?.description ?? "\(type(of: error))"
        return .faulty(check, "could not be looked at: \(text)", advice: "See what the database's own log says.")
    }
}

extension UnixTime {
    fileprivate var secondsSince1970: Double { Double(seconds) + Double(nanoseconds) / 1_000_000_000 }
}
