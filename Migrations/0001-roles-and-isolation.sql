-- The roles that Muster runs as, and the two procedures by which every later table is isolated.
--
-- Everything here belongs to muster_owner, who only migrates. The running roles own nothing, are no superusers
-- and cannot bypass row level security.

DO $$
BEGIN
    IF current_user <> 'muster_owner' THEN
        RAISE EXCEPTION 'migrations run as muster_owner, not as %', current_user
            USING HINT = 'CREATE ROLE muster_owner LOGIN CREATEROLE; CREATE DATABASE muster OWNER muster_owner;';
    END IF;
END
$$;

-- Roles belong to the whole cluster: another database may be creating them at this moment.
DO $$
DECLARE
    running_role text;
BEGIN
    FOREACH running_role IN ARRAY ARRAY['muster_app', 'muster_worker', 'muster_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = running_role) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', running_role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA muster FROM PUBLIC;
GRANT USAGE ON SCHEMA muster TO muster_app, muster_worker, muster_admin;
ALTER DEFAULT PRIVILEGES IN SCHEMA muster REVOKE ALL ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- After SET LOCAL a setting reverts to '' and not to NULL, hence nullif: without a tenant nothing matches.
CREATE FUNCTION muster.current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('muster.tenant', true), '')::uuid $$;

-- The identity provider's connection on whose behalf the transaction runs; NULL for staff and the worker.
CREATE FUNCTION muster.current_connection() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('muster.connection', true), '')::uuid $$;

GRANT EXECUTE ON FUNCTION muster.current_tenant(), muster.current_connection()
    TO muster_app, muster_worker, muster_admin;

-- Lets the running roles see the rows of the bound tenant in a table, and no others.
CREATE PROCEDURE muster.isolate(isolated regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', isolated);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', isolated);
    EXECUTE format(
        'CREATE POLICY tenant_isolation ON %s TO muster_app, muster_worker, muster_admin
             USING (tenant_id = nullif(current_setting(''muster.tenant'', true), '''')::uuid)
             WITH CHECK (tenant_id = nullif(current_setting(''muster.tenant'', true), '''')::uuid)',
        isolated);
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
