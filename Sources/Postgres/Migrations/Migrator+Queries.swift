internal import FoundationEssentials

/// A migration as the database remembers it.
struct AppliedMigration: Sendable {
    let number: Int?
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
        COMMENT ON TABLE muster.migrations IS 'What the migrator has applied; written by nobody else.';
        CREATE TABLE muster.function_files (
            name text COLLATE "C" CONSTRAINT function_files_pkey PRIMARY KEY,
            checksum text NOT NULL,
            made text[] NOT NULL DEFAULT '{}',
            applied_at timestamptz NOT NULL DEFAULT now(),
            duration interval NOT NULL DEFAULT '0'
        );
        COMMENT ON TABLE muster.function_files IS 'The files of functions as they are applied, and what each has made.';
        CREATE TABLE muster.function_sets (
            number integer GENERATED ALWAYS AS IDENTITY CONSTRAINT function_sets_pkey PRIMARY KEY,
            checksum text NOT NULL CONSTRAINT function_sets_checksum_key UNIQUE,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE muster.function_sets IS 'Everything that all files of functions together have ever been.';
        """

    /// Whether there is a history, and whether it knows functions: what was applied before it did is another structure.
    static let hasHistory = Query<(isThere: Bool, knowsFunctions: Bool)>.one(
        SQL(
            unnamed: """
                SELECT to_regclass('muster.migrations') IS NOT NULL, to_regclass('muster.function_files') IS NOT NULL
                """)
    ) { (try $0.decode(0), try $0.decode(1)) }

    static let history = Query<[AppliedMigration]>.all(
        SQL(
            unnamed: """
                SELECT h.number, h.name, h.checksum,
                       to_char(h.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"+00"')
                  FROM (SELECT number, name, checksum, applied_at FROM muster.migrations
                        UNION ALL
                        SELECT NULL, name, checksum, applied_at FROM muster.function_files) h
                 ORDER BY h.number, h.name COLLATE "C"
                """)
    ) { row in
        AppliedMigration(
            number: try row.decode(0, as: Int?.self), name: try row.decode(1), checksum: try row.decode(2),
            appliedAt: try row.decode(3))
    }

    /// The server computes it, so that this layer needs no cryptography of its own.
    static func checksum(of text: String) -> Query<String> {
        .one(SQL(unnamed: "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')"), [.text(text)]) { try $0.decode(0) }
    }

    static func record(
        _ number: Int, _ migration: Migration, checksum: String, milliseconds: Int64
    ) -> Query<Void> {
        Query(
            SQL(
                unnamed: """
                    INSERT INTO muster.migrations (number, name, checksum, duration)
                    VALUES ($1, $2, $3, $4::bigint * interval '1 millisecond')
                    """),
            [.integer(number), .text(migration.name), .text(checksum), .integer(milliseconds)])
    }

    /// Held for the session: migrators of any number of processes take turns. The key is arbitrary, and only ours.
    static let lock = Query<Void>(SQL(unnamed: "SELECT pg_advisory_lock(7816150416279)"))
}

// MARK: - Functions

extension Migrator {
    /// Before a file of functions is run, in a subtransaction of its own with it.
    static func begin(_ functions: Migration, checksum: String) -> Query<Void> {
        Query(
            SQL(
                unnamed: """
                    INSERT INTO muster.function_files (name, checksum) VALUES ($1, $2)
                    ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = now()
                    """),
            [.text(functions.name), .text(checksum)])
    }

    /// Notes what the file has made or replaced: whatever has the number of its subtransaction, as its own row has.
    static func finish(_ functions: Migration, milliseconds: Int64) -> Query<Void> {
        Query(
            SQL(
                unnamed: """
                    UPDATE muster.function_files f
                       SET duration = $2::bigint * interval '1 millisecond',
                           made = ARRAY(
                               SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.xmin = f.xmin ORDER BY 1)
                     WHERE f.name = $1
                    """),
            [.text(functions.name), .integer(milliseconds)])
    }

    /// A function that a vanished file has made, and that is still there though no other file makes it.
    static func leftover(of name: String) -> Query<String?> {
        .optional(
            SQL(
                unnamed: """
                    SELECT p.oid::regprocedure::text FROM pg_proc p
                     WHERE p.oid::regprocedure::text = ANY (
                               SELECT unnest(f.made) FROM muster.function_files f WHERE f.name = $1)
                       AND NOT EXISTS (
                               SELECT FROM muster.function_files o
                                WHERE o.name <> $1 AND p.oid::regprocedure::text = ANY (o.made))
                     ORDER BY 1 LIMIT 1
                    """),
            [.text(name)]
        ) { try $0.decode(0) }
    }

    static func forget(_ name: String) -> Query<Void> {
        Query(SQL(unnamed: "DELETE FROM muster.function_files WHERE name = $1"), [.text(name)])
    }

    static func record(set checksum: String) -> Query<Void> {
        Query(
            SQL(unnamed: "INSERT INTO muster.function_sets (checksum) VALUES ($1) ON CONFLICT DO NOTHING"),
            [.text(checksum)])
    }

    /// Whether all files of functions were once what they are now, and have been something else since.
    static func isOutdated(set checksum: String) -> Query<Bool> {
        .one(
            SQL(
                unnamed: """
                    SELECT EXISTS (
                        SELECT FROM muster.function_sets s
                         WHERE s.checksum = $1 AND s.number < (SELECT max(l.number) FROM muster.function_sets l))
                    """),
            [.text(checksum)]
        ) { try $0.decode(0) }
    }
}
