public import FoundationEssentials
public import Postgres

/// What keeps a program from serving what it cannot serve well. No tenant has to be bound.
public enum Safeguards {
    /// How far the database is migrated, and which peppers it knows; the first program's first one it does from then on.
    ///
    /// - Parameters:
    ///   - peppers: those of the program.
    ///   - holder: which process has them, where it is one that stays.
    public static func facts(
        _ peppers: Peppers, of holder: (process: UUID, program: PepperHolder.Program)? = nil
    ) -> Query<DatabaseFacts> {
        .one(
            SQL(
                "safeguards.facts",
                """
                SELECT muster.structure(), muster.has_functions($1), p.current_value, p.previous_value
                  FROM muster.note_peppers($2, $3, $4, $5) p
                """),
            [.text(Structure.functions)] + peppers.values
                + [holder.map { .uuid($0.process) } ?? .null, holder.map { .text($0.program.rawValue) } ?? .null]
        ) {
            DatabaseFacts(
                structure: try $0.decode(0), hasFunctions: try $0.decode(1),
                peppers: KnownPeppers(current: try $0.decode(2), previous: try $0.decode(3)))
        }
    }

    /// How far the database is migrated: the number of the last migration.
    public static func structure() -> Query<Int> {
        .one(SQL(unnamed: "SELECT muster.structure()")) { try $0.decode(0) }
    }

    /// Whether the database has the functions that this program needs, or had them before later ones.
    public static func hasFunctions() -> Query<Bool> {
        .one(SQL(unnamed: "SELECT muster.has_functions($1)"), [.text(Structure.functions)]) { try $0.decode(0) }
    }

    /// For how long the first event has waited that the feed does not show yet, in seconds.
    public static func feedLag() -> Query<Double> {
        .one(SQL("safeguards.feed_lag", "SELECT muster.feed_lag()")) { try $0.decode(0) }
    }

    /// Compares whom the platform lets in with what tenants, host names, connections and tokens say, for some tenants.
    ///
    /// - Parameters:
    ///   - tenant: those behind this one.
    ///   - limit: at most so many.
    /// - Returns: how many rows are wrong, and the last of these tenants; nil where there are no more.
    public static func compareAdmissions(
        behind tenant: UUID, limit: Int
    ) -> Query<(wrong: Int, last: UUID?)> {
        .one(
            SQL(
                "safeguards.compare_admissions",
                "SELECT too_many + too_few, last_tenant FROM muster.compare_admissions($1, $2)"),
            [.uuid(tenant), .integer(limit)]
        ) { (try $0.decode(0), try $0.decode(1)) }
    }
}

extension SQLState {
    /// A function does not exist.
    public static let undefinedFunction = SQLState(rawValue: "42883")
    /// A schema does not exist.
    public static let undefinedSchema = SQLState(rawValue: "3F000")
}
