-- Whom the platform lets in, as one row for each host name and token.
--
-- authenticate() asked four tables for that, each by an index of its own. Among many tenants none of it is in a
-- processor's cache, and that alone made a lookup dearer by a tenth to a quarter. The four tables remain what counts:
-- `admissions` repeats what they say, in the transaction of each change, and who is not there is looked for in them.

CREATE TABLE muster.admissions (
    hostname text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    tenant_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    token_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    requests_per_second integer,
    CONSTRAINT admissions_pkey PRIMARY KEY (tenant_id, token_id, hostname),
    CONSTRAINT admissions_hostname_fkey FOREIGN KEY (tenant_id, hostname)
        REFERENCES muster.hostnames (tenant_id, hostname) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT admissions_token_fkey FOREIGN KEY (tenant_id, token_id)
        REFERENCES muster.tokens (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);

-- The second index that cannot begin with the tenant (see the second migration).
CREATE UNIQUE INDEX admissions_routing_key ON muster.admissions (hostname, digest);

-- No role is granted anything: authenticate() reads it, and the triggers below write it.
CALL muster.isolate('muster.admissions');
CALL muster.open_to_owner('muster.admissions');

-- What `admissions` has to hold: tokens that are not revoked, of connections that are on, at proven host names of
-- tenants that are served. Whether a token has expired is asked with each request.
CREATE VIEW muster.admissible AS
    SELECT h.hostname, k.digest, h.tenant_id, k.connection_id, k.id AS token_id, k.expires_at, t.requests_per_second
      FROM muster.tenants t
      JOIN muster.hostnames h ON h.tenant_id = t.id AND h.verified_at IS NOT NULL
      JOIN muster.tokens k ON k.tenant_id = t.id AND k.revoked_at IS NULL
      JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id AND c.status = 'on'
     WHERE t.status NOT IN ('suspended', 'offboarded');

-- Makes the rows of tenants anew. One change of a tenant at a time: the second sees what the first has made of it.
CREATE FUNCTION muster.renew_admissions(VARIADIC changed uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM muster.tenants t WHERE t.id = ANY (changed) ORDER BY t.id FOR NO KEY UPDATE;
    DELETE FROM muster.admissions a WHERE a.tenant_id = ANY (changed);
    INSERT INTO muster.admissions (
        hostname, digest, tenant_id, connection_id, token_id, expires_at, requests_per_second)
    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at, a.requests_per_second
      FROM muster.admissible a WHERE a.tenant_id = ANY (changed);
END
$$;

CREATE FUNCTION muster.tenant_has_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.renew_admissions(NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION muster.part_of_tenant_has_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.renew_admissions(OLD.tenant_id, NEW.tenant_id);
    RETURN NULL;
END
$$;

-- Every column that `admissible` reads; what is deleted takes its rows along. The last use of a token is not among
-- them.
CREATE TRIGGER renew_admissions
    AFTER UPDATE OF status, requests_per_second ON muster.tenants
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();
CREATE TRIGGER renew_admissions
    AFTER INSERT OR UPDATE OF tenant_id, hostname, verified_at ON muster.hostnames
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();
CREATE TRIGGER renew_admissions
    AFTER UPDATE OF tenant_id, id, status ON muster.connections
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();
CREATE TRIGGER renew_admissions
    AFTER INSERT OR UPDATE OF tenant_id, id, connection_id, digest, expires_at, revoked_at ON muster.tokens
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();

INSERT INTO muster.admissions (hostname, digest, tenant_id, connection_id, token_id, expires_at, requests_per_second)
SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at, a.requests_per_second
  FROM muster.admissible a;

-- What was authenticate() asks the four tables (see the twelfth migration), and says why somebody is not let in.
ALTER FUNCTION muster.authenticate(text, bytea) RENAME TO look_up_access;
REVOKE EXECUTE ON FUNCTION muster.look_up_access(text, bytea) FROM muster_app;

-- As before (see the third migration), from one table where it can.
CREATE FUNCTION muster.authenticate(
    requested_hostname text, presented_digest bytea,
    OUT tenant uuid, OUT connection uuid, OUT token uuid, OUT requests_per_second integer
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT a.tenant_id, a.connection_id, a.token_id, a.requests_per_second
      INTO tenant, connection, token, requests_per_second
      FROM muster.admissions a
     WHERE a.hostname = requested_hostname AND a.digest = presented_digest AND a.expires_at > now();
    IF FOUND THEN
        PERFORM set_config('muster.tenant', tenant::text, true),
                set_config('muster.connection', connection::text, true);
    ELSE
        SELECT f.tenant, f.connection, f.token, f.requests_per_second
          INTO tenant, connection, token, requests_per_second
          FROM muster.look_up_access(requested_hostname, presented_digest) f;
    END IF;
END
$$;

-- How many rows `admissions` has too many and too few, for muster doctor.
CREATE FUNCTION muster.compare_admissions(OUT too_many bigint, OUT too_few bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (SELECT count(*) FROM (TABLE muster.admissions EXCEPT TABLE muster.admissible) s),
           (SELECT count(*) FROM (TABLE muster.admissible EXCEPT TABLE muster.admissions) m)
$$;

REVOKE EXECUTE ON FUNCTION
    muster.renew_admissions(uuid[]), muster.tenant_has_changed(), muster.part_of_tenant_has_changed(),
    muster.authenticate(text, bytea), muster.compare_admissions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.authenticate(text, bytea) TO muster_app;
GRANT EXECUTE ON FUNCTION muster.compare_admissions() TO muster_admin;
