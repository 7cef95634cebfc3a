-- Where the running roles may look, and the procedures by which every table is made: how it is isolated, how its
-- queries are planned, and how it is kept in order.
--
-- Everything here belongs to muster_owner, who only migrates. The running roles own nothing, are no superusers
-- and cannot bypass row level security.
--
-- Functions are in files of their own, in the folder `functions`. What is here is what tables are made with.

DO $$
BEGIN
    IF current_user <> 'muster_owner' THEN
        RAISE EXCEPTION 'migrations run as muster_owner, not as %', current_user
            USING HINT = 'deploy/bootstrap.sql makes the roles and the database.';
    END IF;
END
$$;

-- Roles belong to the whole cluster, with what their sessions are like: who may make them is another than this one.
DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(role, ', ') INTO missing
      FROM unnest(ARRAY['muster_app', 'muster_product', 'muster_worker', 'muster_admin']) AS role
     WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'there is no role %', missing USING HINT = 'deploy/bootstrap.sql makes the roles.';
    END IF;
END
$$;

REVOKE ALL ON SCHEMA muster FROM PUBLIC;
GRANT USAGE ON SCHEMA muster TO muster_app, muster_product, muster_worker, muster_admin;
ALTER DEFAULT PRIVILEGES IN SCHEMA muster REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Lets the running roles see the rows of the bound tenant in a table, and no others.
--
-- After SET LOCAL a setting reverts to '' and not to NULL, hence nullif: without a tenant nothing matches.
--
-- A prepared statement is planned once for each database connection, while some tenant is bound, and then serves all of
-- them. Its plan must therefore be right for the largest tenant, whoever was bound when it was made. The planner works
-- out a stable expression to see how common its value is: a plan made while a tenant with one person was bound would
-- hold every index that begins with the tenant for equally good. It does not look into a subquery.
CREATE PROCEDURE muster.isolate(isolated regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', isolated);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', isolated);
    EXECUTE format(
        'CREATE POLICY tenant_isolation ON %s TO muster_app, muster_product, muster_worker, muster_admin
             USING (tenant_id = (SELECT nullif(current_setting(''muster.tenant'', true), '''')::uuid))
             WITH CHECK (tenant_id = nullif(current_setting(''muster.tenant'', true), '''')::uuid)',
        isolated);
    CALL muster.expect_large_tenants(isolated);
END
$$;

-- Has the planner take every tenant for a hundred rows of a table, however many there are: enough to prefer the index
-- that names the row to one that only begins with the tenant.
CREATE PROCEDURE muster.expect_large_tenants(expecting regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ALTER COLUMN tenant_id SET (n_distinct = -0.01, n_distinct_inherited = -0.01)', expecting);
END
$$;

-- Lets the owner's SECURITY DEFINER functions see all rows of a table: what they show is theirs to decide.
CREATE PROCEDURE muster.open_to_owner(opened regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('CREATE POLICY owner_functions ON %s TO muster_owner USING (true) WITH CHECK (true)', opened);
END
$$;

-- Has vacuum and statistics keep up with a table. By default vacuum waits for a fifth of a table to be dead, and
-- statistics for a tenth to be new: of ten million rows that is far too late. A hundredth keeps the work in proportion.
--
-- The threshold is more than the rows that the first statistics are taken from: nobody shall come and count what is
-- left of them, since an empty table tells the planner that any index will do.
CREATE PROCEDURE muster.keep_up_with(busy regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s SET (
             autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
             autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000,
             autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 5000)', busy);
END
$$;
