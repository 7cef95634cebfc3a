-- What keeps `admissions` the same as what tenants, host names, connections and tokens say.

-- Makes the rows of tenants anew. One change of a tenant at a time: the second sees what the first has made of it. What
-- the lock orders only a statement sees that begins after it.
--
-- Servers do this too, over connections that live long: plans that were made when there was little must be right when
-- there is much. One tenant after the other is named in every table, and nothing is read from end to end.
CREATE OR REPLACE FUNCTION muster.renew_admissions(VARIADIC changed uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
    tenant uuid;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'whom the platform lets in changes under READ COMMITTED only'
            USING ERRCODE = 'invalid_transaction_state', HINT = 'BEGIN ISOLATION LEVEL READ COMMITTED';
    END IF;
    PERFORM FROM muster.tenants t WHERE t.id = ANY (changed) ORDER BY t.id FOR NO KEY UPDATE;
    FOR tenant IN SELECT DISTINCT u.id FROM unnest(changed) AS u (id) LOOP
        DELETE FROM muster.admissions a WHERE a.tenant_id = tenant;
        INSERT INTO muster.admissions (
            hostname, digest, tenant_id, connection_id, token_id, expires_at, requests_per_second)
        SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at, a.requests_per_second
          FROM muster.admissible a WHERE a.tenant_id = tenant;
    END LOOP;
END
$$;

-- Called for every change of a row of the four tables.
CREATE OR REPLACE FUNCTION muster.tenant_has_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_RELID = 'muster.tenants'::regclass THEN
        PERFORM muster.renew_admissions(NEW.id);
    ELSE
        PERFORM muster.renew_admissions(OLD.tenant_id, NEW.tenant_id);
    END IF;
    RETURN NULL;
END
$$;

-- How many rows `admissions` has too many and too few, for muster doctor.
CREATE OR REPLACE FUNCTION muster.compare_admissions(OUT too_many bigint, OUT too_few bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT count(*) FROM (TABLE muster.admissions EXCEPT TABLE muster.admissible) s),
           (SELECT count(*) FROM (TABLE muster.admissible EXCEPT TABLE muster.admissions) m)
$$;

-- The same for some tenants, behind one: those that are there now. `last_tenant` is NULL where there are no more.
CREATE OR REPLACE FUNCTION muster.compare_admissions(
    behind uuid, how_many integer, OUT last_tenant uuid, OUT too_many bigint, OUT too_few bigint
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    compared uuid;
    seen integer := 0;
    more bigint;
    fewer bigint;
BEGIN
    too_many := 0;
    too_few := 0;
    FOR compared IN SELECT t.id FROM muster.tenants t WHERE t.id > behind ORDER BY t.id LIMIT how_many LOOP
        seen := seen + 1;
        last_tenant := compared;
        SELECT (SELECT count(*) FROM (
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissions a WHERE a.tenant_id = compared
                    EXCEPT
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissible a WHERE a.tenant_id = compared) m),
               (SELECT count(*) FROM (
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissible a WHERE a.tenant_id = compared
                    EXCEPT
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissions a WHERE a.tenant_id = compared) f)
          INTO more, fewer;
        too_many := too_many + more;
        too_few := too_few + fewer;
    END LOOP;
    IF seen < how_many THEN
        last_tenant := NULL;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION
    muster.renew_admissions, muster.tenant_has_changed, muster.compare_admissions(),
    muster.compare_admissions(uuid, integer)
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.compare_admissions() TO muster_admin;
GRANT EXECUTE ON FUNCTION muster.compare_admissions(uuid, integer) TO muster_worker;
