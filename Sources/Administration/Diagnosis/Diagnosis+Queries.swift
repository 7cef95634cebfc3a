public import Postgres

extension ServerFacts {
    static let read = Query<ServerFacts>.one(
        SQL(
            unnamed: """
                SELECT current_setting('server_version'), current_setting('server_version_num'),
                       pg_encoding_to_char(d.encoding), extract(epoch FROM clock_timestamp())::float8
                  FROM pg_database d WHERE d.datname = current_database()
                """)
    ) { row in
        ServerFacts(
            version: try row.decode(0), versionNumber: try row.decode(1), encoding: try row.decode(2),
            secondsSince1970: try row.decode(3))
    }
}

extension Diagnosis {
    /// What is wrong with the roles, one sentence each.
    ///
    /// `pg_shdepend` knows what a role owns in this database, and databases themselves.
    static let roleFaults = Query<[String]>.all(
        SQL(
            unnamed: """
                WITH expected (name) AS (VALUES ('muster_app'), ('muster_product'), ('muster_worker'), ('muster_admin')),
                     running AS (SELECT r.* FROM pg_roles r JOIN expected e ON e.name = r.rolname)
                SELECT e.name || ' does not exist' FROM expected e
                 WHERE NOT EXISTS (SELECT FROM running r WHERE r.rolname = e.name)
                UNION ALL
                SELECT rolname || ' may not log in' FROM running WHERE NOT rolcanlogin
                UNION ALL
                SELECT rolname || ' is a superuser' FROM running WHERE rolsuper
                UNION ALL
                SELECT rolname || ' bypasses row level security' FROM running WHERE rolbypassrls
                UNION ALL
                SELECT rolname || ' may create roles' FROM running WHERE rolcreaterole
                UNION ALL
                SELECT r.rolname || ' is a member of ' || m.rolname
                  FROM running r JOIN pg_roles m ON m.oid <> r.oid AND pg_has_role(r.oid, m.oid, 'MEMBER')
                 WHERE NOT r.rolsuper AND (m.rolsuper OR m.rolbypassrls OR m.rolname LIKE 'muster\\_%')
                UNION ALL
                SELECT DISTINCT r.rolname || ' owns something'
                  FROM running r JOIN pg_shdepend d
                    ON d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o'
                   AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                 ORDER BY 1
                """)
    ) { try $0.decode(0) }

    /// The tables that hold rows of tenants.
    static let tenantTables = Query<[String]>.all(
        SQL(unnamed: "SELECT c.oid::regclass::text \(fromTenantTables) ORDER BY 1")
    ) { try $0.decode(0) }

    /// Those of them that the asking role may read.
    static let readableTables = Query<[String]>.all(
        SQL(
            unnamed: """
                SELECT c.oid::regclass::text \(fromTenantTables) AND has_any_column_privilege(c.oid, 'SELECT')
                 ORDER BY 1
                """)
    ) { try $0.decode(0) }

    /// What is wrong with row level security, one sentence each.
    ///
    /// Policies for the owner are for its functions; every other one has to ask for the bound tenant.
    static let policyFaults = Query<[String]>.all(
        SQL(
            unnamed: """
                WITH tables AS (SELECT c.* \(fromTenantTables))
                SELECT t.oid::regclass || ' has no row level security' FROM tables t WHERE NOT t.relrowsecurity
                UNION ALL
                SELECT t.oid::regclass || ' does not force row level security' FROM tables t
                 WHERE NOT t.relforcerowsecurity
                UNION ALL
                SELECT t.oid::regclass || ' has no policy for tenants' FROM tables t
                 WHERE NOT EXISTS (
                    SELECT FROM pg_policy p
                     WHERE p.polrelid = t.oid AND pg_get_expr(p.polqual, p.polrelid) LIKE '%muster.tenant%')
                UNION ALL
                SELECT t.oid::regclass || ' has the policy ' || p.polname || ', which does not ask for the tenant'
                  FROM tables t JOIN pg_policy p ON p.polrelid = t.oid
                 WHERE p.polpermissive AND p.polroles IS DISTINCT FROM ARRAY[to_regrole('muster_owner')::oid]
                   AND (coalesce(pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%muster.tenant%', false)
                        OR coalesce(pg_get_expr(p.polwithcheck, p.polrelid) NOT LIKE '%muster.tenant%', false))
                 ORDER BY 1
                """)
    ) { try $0.decode(0) }

    /// How many rows `muster.admissions` has too many, and how many too few.
    static let admissionFaults = Query<(tooMany: Int, tooFew: Int)>.one(
        SQL(unnamed: "SELECT too_many, too_few FROM muster.compare_admissions()")
    ) { (try $0.decode(0), try $0.decode(1)) }

    /// What keeps the feed from going on: the oldest transaction of the cluster that has written something.
    ///
    /// Who has not written yet has no number, and holds nothing up.
    static let oldestTransaction = Query<String?>.optional(
        SQL(
            unnamed: """
                SELECT t.name FROM (
                    SELECT 'process ' || a.pid || ' of ' || coalesce(a.usename, 'nobody') || ' in the database '
                           || coalesce(a.datname, 'none') AS name, a.backend_xid AS xid
                      FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_backend_pid()
                    UNION ALL
                    SELECT 'the prepared transaction ' || p.gid || ' in the database ' || p.database, p.transaction
                      FROM pg_prepared_xacts p) t
                 ORDER BY age(t.xid) DESC LIMIT 1
                """), []
    ) { try $0.decode(0) }

    /// What is set for the running roles or may be done by them beyond what the platform needs, one sentence each.
    static let roleSurprises = Query<[String]>.all(
        SQL(
            unnamed: """
                WITH running AS (
                    SELECT r.oid, r.rolname FROM pg_roles r
                     WHERE r.rolname IN ('muster_app', 'muster_product', 'muster_worker', 'muster_admin'))
                SELECT r.rolname || ' has settings of its own: ' || string_agg(c.setting, ', ')
                  FROM pg_db_role_setting s JOIN running r ON r.oid = s.setrole
                       CROSS JOIN unnest(s.setconfig) AS c (setting)
                 WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                   AND lower(split_part(c.setting, '=', 1)) <> ALL ($1)
                 GROUP BY r.rolname, s.setdatabase
                UNION ALL
                SELECT r.rolname || ' may make large objects, which belong to no tenant' FROM running r
                 WHERE has_function_privilege(r.oid, 'pg_catalog.lo_create(oid)', 'EXECUTE')
                 ORDER BY 1
                """), [.textArray(SessionSetting.ofRunningRoles.map(\.name))]
    ) { try $0.decode(0) }

    /// Whether a table, named as the catalogue wrote it, shows any row.
    static func showsRows(in table: String) -> Query<Bool> {
        .one(SQL(unnamed: "SELECT EXISTS (SELECT FROM \(table))")) { try $0.decode(0) }
    }

    /// Binds the transaction to a tenant that does not exist.
    static let bindNobody = Query<Void>(
        SQL(unnamed: "SELECT set_config('muster.tenant', gen_random_uuid()::text, true)"))

    private static let fromTenantTables = """
        FROM pg_class c
         WHERE c.relnamespace = to_regnamespace('muster') AND c.relkind IN ('r', 'p')
           AND EXISTS (SELECT FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
        """
}

extension Diagnosis {
    /// Asks for nothing: whether the database answers.
    public static let ping = Query<Bool>.one(SQL(unnamed: "SELECT true")) { try $0.decode(0) }
}
