internal import FoundationEssentials

/// A migration as the database remembers it.
struct AppliedMigration: Sendable {
    let number: Int
    let name: String
    let checksum: String
    let appliedAt: Date
}

extension Migrator {
    /// Made by the migrator itself, since it must be there before the first migration.
    static let createHistory = """
        CREATE SCHEMA IF NOT EXISTS muster;
        CREATE TABLE muster.migrations (
            number integer CONSTRAINT migrations_pkey PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            duration interval NOT NULL
        );
        COMMENT ON TABLE muster.migrations IS 'What the migrator has applied; written by nobody else.'
        """

    static let hasHistory = Query<Bool>.one(
        SQL(unnamed: "SELECT to_regclass('muster.migrations') IS NOT NULL")
    ) { try $0.decode(0) }

    static let history = Query<[AppliedMigration]>.all(
        SQL(
            unnamed: """
                SELECT number, name, checksum, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"+00"')
                FROM muster.migrations ORDER BY number
                """)
    ) { row in
        AppliedMigration(
            number: try row.decode(0), name: try row.decode(1), checksum: try row.decode(2),
            appliedAt: try row.decode(3))
    }

    /// The server computes it, so that this layer needs no cryptography of its own.
    static func checksum(of migration: Migration) -> Query<String> {
        .one(
            SQL(unnamed: "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')"), [.text(migration.text)]
        ) { try $0.decode(0) }
    }

    static func record(_ migration: Migration, checksum: String, milliseconds: Int64) -> Query<Void> {
        Query(
            SQL(
                unnamed: """
                    INSERT INTO muster.migrations (number, name, checksum, duration)
                    VALUES ($1, $2, $3, $4::bigint * interval '1 millisecond')
                    """),
            [.integer(migration.number), .text(migration.name), .text(checksum), .integer(milliseconds)])
    }

    /// Held for the session: migrators of any number of processes take turns. The key is arbitrary, and only ours.
    static let lock = Query<Void>(SQL(unnamed: "SELECT pg_advisory_lock(7816150416279)"))
}
