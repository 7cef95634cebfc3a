-- On whose behalf a transaction runs.

-- The tenant that is bound, or NULL. After SET LOCAL a setting reverts to '' and not to NULL, hence nullif.
CREATE OR REPLACE FUNCTION muster.current_tenant() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('muster.tenant', true), '')::uuid $$;

-- The identity provider's connection on whose behalf the transaction runs; NULL for staff and the worker.
CREATE OR REPLACE FUNCTION muster.current_connection() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('muster.connection', true), '')::uuid $$;

REVOKE ALL ON FUNCTION muster.current_tenant, muster.current_connection
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.current_tenant, muster.current_connection TO muster_app, muster_worker, muster_admin;
