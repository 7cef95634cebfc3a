-- What staff call a tenant, find it by, and see of all tenants at once; which workers are alive.

ALTER TABLE muster.tenants
    -- What people call the customer; nothing is looked up by it.
    ADD COLUMN display_name text,
    -- What a suspended tenant was before, and is again once it is resumed.
    ADD COLUMN resumes_as text COLLATE "C",
    ADD CONSTRAINT tenants_display_name_check CHECK (length(display_name) BETWEEN 1 AND 100),
    ADD CONSTRAINT tenants_resumes_as_check
        CHECK (resumes_as IS NULL OR (resumes_as IN ('onboarding', 'active') AND status = 'suspended'));
CREATE INDEX tenants_client ON muster.tenants (client);

-- The tenant that a proven host name leads to; NULL where there is none. For staff, and for lines of the log: who gets
-- in is decided by authenticate().
CREATE FUNCTION muster.tenant_of(wanted_hostname text) RETURNS uuid
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.tenant_id FROM muster.hostnames h WHERE h.hostname = wanted_hostname AND h.verified_at IS NOT NULL
$$;

-- Why a token was not let in: which tenant the host name leads to, and whether the token is one that has expired or was
-- revoked there. For the log alone: whoever sent it is told the same in any case.
CREATE FUNCTION muster.explain_refusal(
    requested_hostname text, presented_digest bytea, OUT tenant uuid, OUT token uuid, OUT reason text
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT h.tenant_id, k.id,
           CASE WHEN k.id IS NULL THEN 'unknown_token'
                WHEN k.revoked_at IS NOT NULL THEN 'revoked_token'
                WHEN k.expires_at <= now() THEN 'expired_token' END
      INTO tenant, token, reason
      FROM muster.hostnames h
      LEFT JOIN muster.tokens k ON k.tenant_id = h.tenant_id AND k.digest = presented_digest
     WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL;
END
$$;

-- All tenants with their canonical host names, a page at a time, by instance number.
DROP FUNCTION muster.list_tenants();
CREATE FUNCTION muster.list_tenants(after_instance integer, page_size integer)
RETURNS TABLE (
    id uuid, instance_number integer, client text, status text, created_at timestamptz, hostname text,
    display_name text
)
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.id, t.instance_number, t.client, t.status, t.created_at, h.hostname, t.display_name
      FROM muster.tenants t
      JOIN muster.hostnames h ON h.tenant_id = t.id AND h.is_canonical
     WHERE t.instance_number > after_instance
     ORDER BY t.instance_number LIMIT page_size
$$;

-- The tokens of all tenants in the order in which they expire, a page at a time. NULL asks for all: of every state,
-- expiring whenever.
CREATE INDEX tokens_expiry ON muster.tokens (expires_at, id);
CREATE FUNCTION muster.list_tokens(
    after_expiry timestamptz, after_id uuid, page_size integer, wanted_status text, wanted_within interval
)
RETURNS TABLE (
    tenant_id uuid, instance_number integer, client text, id uuid, name text, connection text,
    created_at timestamptz, expires_at timestamptz, revoked_at timestamptz, is_live boolean, last_used_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.id, t.instance_number, t.client, k.id, k.name, c.name, k.created_at, k.expires_at, k.revoked_at,
           k.revoked_at IS NULL AND k.expires_at > now(),
           CASE WHEN u.used_at IS NOT NULL THEN greatest(u.used_at, k.created_at) END
      FROM muster.tokens k
      JOIN muster.tenants t ON t.id = k.tenant_id
      JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
      LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
     WHERE (after_expiry IS NULL OR (k.expires_at, k.id) > (after_expiry, after_id))
       AND (wanted_status IS NULL OR wanted_status = CASE
               WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at > now() THEN 'live' ELSE 'expired' END)
       AND (wanted_within IS NULL
            OR (k.revoked_at IS NULL AND k.expires_at > now() AND k.expires_at <= now() + wanted_within))
     ORDER BY k.expires_at, k.id LIMIT page_size
$$;

-- What may become an alarm, over all tenants that are served: tokens that expire soon, connections whose token expired
-- while it was in use and that have no other, and connections that have gone silent.
CREATE FUNCTION muster.watch_connections(
    OUT expiring_1d bigint, OUT expiring_7d bigint, OUT expiring_30d bigint, OUT expired_in_use bigint,
    OUT in_use bigint, OUT silent_1d bigint, OUT silent_7d bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH served AS (
        SELECT c.tenant_id, c.id FROM muster.connections c
          JOIN muster.tenants t ON t.id = c.tenant_id AND t.status IN ('onboarding', 'active')
         WHERE c.status = 'on'
    ), known AS (
        SELECT k.tenant_id, k.connection_id, k.expires_at, k.expires_at > now() AS is_live, u.used_at AS last_used_at
          FROM served s JOIN muster.tokens k ON k.tenant_id = s.tenant_id AND k.connection_id = s.id
          LEFT JOIN muster.token_uses u ON u.tenant_id = k.tenant_id AND u.token_id = k.id
         WHERE k.revoked_at IS NULL AND k.expires_at > now() - interval '30 days'
    ), connections AS (
        SELECT bool_or(k.is_live) AS is_open, max(k.last_used_at) AS last_used_at,
               bool_or(k.last_used_at > k.expires_at - interval '7 days') AS was_in_use
          FROM known k GROUP BY k.tenant_id, k.connection_id
    ), tokens AS (
        SELECT count(*) FILTER (WHERE k.expires_at <= now() + interval '1 day') AS within_1d,
               count(*) FILTER (WHERE k.expires_at <= now() + interval '7 days') AS within_7d,
               count(*) FILTER (WHERE k.expires_at <= now() + interval '30 days') AS within_30d
          FROM known k WHERE k.is_live
    )
    SELECT tokens.within_1d, tokens.within_7d, tokens.within_30d,
           (SELECT count(*) FROM connections c WHERE NOT c.is_open AND c.was_in_use),
           (SELECT count(*) FROM connections c WHERE c.is_open AND c.last_used_at IS NOT NULL),
           (SELECT count(*) FROM connections c WHERE c.is_open AND c.last_used_at < now() - interval '1 day'),
           (SELECT count(*) FROM connections c WHERE c.is_open AND c.last_used_at < now() - interval '7 days')
      FROM tokens
$$;

-- The workers, each of which says every few seconds that it is alive. Nothing of it is worth keeping, so it is not in
-- the WAL.
CREATE UNLOGGED TABLE muster.worker_processes (
    name text COLLATE "C" NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT worker_processes_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
ALTER TABLE muster.worker_processes ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.worker_processes FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.worker_processes');

-- Says that a worker is alive, and forgets those that have said nothing for a day.
CREATE FUNCTION muster.worker_is_alive(worker text, program_version text) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.worker_processes p WHERE p.seen_at < clock_timestamp() - interval '1 day';
    INSERT INTO muster.worker_processes AS p (name, version) VALUES (worker, program_version)
    ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp(), version = excluded.version
$$;

-- Says that a worker has come to its end.
CREATE FUNCTION muster.worker_has_ended(worker text) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.worker_processes p WHERE p.name = worker
$$;

-- The workers that were alive within the last day, and how many seconds ago they said so.
CREATE FUNCTION muster.list_workers()
RETURNS TABLE (name text, version text, started_at timestamptz, seen_at timestamptz, silent_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.name, p.version, p.started_at, p.seen_at,
           extract(epoch FROM greatest(clock_timestamp() - p.seen_at, interval '0'))::double precision
      FROM muster.worker_processes p ORDER BY p.name
$$;

REVOKE EXECUTE ON FUNCTION
    muster.tenant_of(text), muster.explain_refusal(text, bytea), muster.list_tenants(integer, integer),
    muster.list_tokens(timestamptz, uuid, integer, text, interval), muster.watch_connections(),
    muster.worker_is_alive(text, text), muster.worker_has_ended(text), muster.list_workers()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.tenant_of(text), muster.list_tenants(integer, integer),
    muster.list_tokens(timestamptz, uuid, integer, text, interval), muster.watch_connections(),
    muster.list_workers()
    TO muster_admin;
GRANT EXECUTE ON FUNCTION muster.tenant_of(text), muster.explain_refusal(text, bytea) TO muster_app;
GRANT EXECUTE ON FUNCTION
    muster.watch_connections(), muster.worker_is_alive(text, text), muster.worker_has_ended(text)
    TO muster_worker;
