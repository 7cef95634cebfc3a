internal import Directory
internal import Postgres

extension Diagnosis {
    /// For how long an event may wait before the feed shows it, in seconds.
    public static let maximumFeedLag = 60.0

    /// How far the database is migrated, for those who cannot compare it with the migrations themselves.
    public func structure() async -> Finding {
        await look("migrations") {
            let (structure, hasFunctions) = try await database.pipeline(
                Safeguards.structure(), Safeguards.hasFunctions())
            guard structure >= Structure.needed else {
                return .faulty(
                    "migrations", "up to \(structure) are applied, and \(Structure.needed) are needed",
                    advice: "Run 'muster migrate'.")
            }
            guard hasFunctions else {
                return .faulty(
                    "migrations", "the functions are not those that this program needs",
                    advice: "Run 'muster migrate'.")
            }
            return .healthy("migrations", "up to \(structure) are applied, and \(Structure.needed) are needed")
        }
    }

    /// The feed of events, reached as `muster_admin`: whether it moves, and what keeps it from that.
    public func feed() async -> Finding {
        await look("feed") {
            let (lag, holder) = try await database.pipeline(Safeguards.feedLag(), Diagnosis.oldestTransaction)
            guard lag >= Self.maximumFeedLag else {
                return .healthy("feed", "no event has waited for \(Int(Self.maximumFeedLag)) s")
            }
            let reason = holder.map { ": \($0) has not ended" } ?? ""
            return .faulty(
                "feed", "events have waited for \(Int(lag)) s\(reason)",
                advice: "The feed stops before the oldest transaction of the whole cluster that writes. End it with "
                    + "pg_terminate_backend, or a prepared one with ROLLBACK PREPARED or COMMIT PREPARED.")
        }
    }

    /// What is set for the roles that the platform runs as, and what more they may do than they need.
    public func roleSettings() async -> Finding {
        await look("role-settings") {
            let surprises = try await database.pipeline(Diagnosis.roleSurprises)
            guard !surprises.isEmpty else {
                return .healthy("role-settings", "none beside those that sessions need")
            }
            return .warning(
                "role-settings", surprises.joined(separator: "; "),
                advice:
                    "If nobody meant that, ALTER ROLE … RESET takes a setting away; deploy/bootstrap.sql, run again, "
                    + "takes away what the roles need not do.")
        }
    }
}
