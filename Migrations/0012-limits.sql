-- How many requests a second a tenant may send, how the servers share that out among themselves, and when a token was
-- last used.

-- NULL: what the platform says for all. 0: no limit. The column is in the row that authenticate() reads anyway.
ALTER TABLE muster.tenants
    ADD COLUMN requests_per_second integer,
    ADD CONSTRAINT tenants_requests_per_second_check
        CHECK (requests_per_second = 0 OR requests_per_second BETWEEN 25 AND 1000000);

-- Written apart from requests, at most once a minute for each token, and in no index.
ALTER TABLE muster.tokens ADD COLUMN last_used_at timestamptz;
GRANT SELECT (last_used_at) ON muster.tokens TO muster_admin;

-- As before (see the third migration), and says what limit the tenant has.
DROP FUNCTION muster.authenticate(text, bytea);
CREATE FUNCTION muster.authenticate(
    requested_hostname text, presented_digest bytea,
    OUT tenant uuid, OUT connection uuid, OUT token uuid, OUT requests_per_second integer
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant_status text;
    connection_status text;
BEGIN
    SELECT t.id, t.status, t.requests_per_second, k.id, c.id, c.status
      INTO tenant, tenant_status, requests_per_second, token, connection, connection_status
      FROM muster.hostnames h
      JOIN muster.tenants t ON t.id = h.tenant_id
      LEFT JOIN muster.tokens k
             ON k.tenant_id = h.tenant_id AND k.digest = presented_digest
            AND k.revoked_at IS NULL AND k.expires_at > now()
      LEFT JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
     WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL;

    IF tenant IS NULL OR tenant_status = 'offboarded' THEN
        RAISE EXCEPTION 'no tenant has this host name' USING ERRCODE = 'MU421';
    ELSIF token IS NULL THEN
        RAISE EXCEPTION 'the token is not valid here' USING ERRCODE = 'MU401';
    ELSIF tenant_status = 'suspended' THEN
        RAISE EXCEPTION 'the tenant is suspended' USING ERRCODE = 'MU403';
    ELSIF connection_status <> 'on' THEN
        RAISE EXCEPTION 'the connection is %', connection_status USING ERRCODE = 'MU423';
    END IF;

    PERFORM set_config('muster.tenant', tenant::text, true), set_config('muster.connection', connection::text, true);
END
$$;

-- Notes when tokens were used: `seconds_ago` seconds ago, by the clock here, to the minute. Tokens that another server
-- is noting at this moment are left to it.
CREATE FUNCTION muster.note_token_uses(used_by uuid[], used_tokens uuid[], seconds_ago bigint[]) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE muster.tokens k SET last_used_at = due.used_at
      FROM (SELECT o.tenant_id, o.id, u.used_at
              FROM (SELECT r.tenant, r.token,
                           date_trunc('minute', clock_timestamp() - r.ago * interval '1 second') AS used_at
                      FROM unnest(used_by, used_tokens, seconds_ago) AS r (tenant, token, ago)) u
              JOIN muster.tokens o ON o.tenant_id = u.tenant AND o.id = u.token
             WHERE o.last_used_at IS NULL OR o.last_used_at < u.used_at
               FOR UPDATE OF o SKIP LOCKED) due
     WHERE k.tenant_id = due.tenant_id AND k.id = due.id
$$;

-- What the servers tell one another, one row each: that they live, and how many requests a second each tenant with a
-- limit wants from them. Nothing of it is worth keeping, so it is not in the WAL.
CREATE UNLOGGED TABLE muster.server_processes (
    id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    tenants uuid[] NOT NULL,
    demands bigint[] NOT NULL,
    CONSTRAINT server_processes_pkey PRIMARY KEY (id),
    CONSTRAINT server_processes_demands_check CHECK (cardinality(tenants) = cardinality(demands))
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE muster.server_processes ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.server_processes FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.server_processes');

-- Says what a server is asked for, and answers what all living servers are: how many they are, and for each of the
-- tenants that were named the sum, in the same order. Who has been silent for five seconds does not count any more.
CREATE FUNCTION muster.exchange_demands(
    process uuid, own_tenants uuid[], own_demands bigint[], OUT living bigint, OUT totals bigint[]
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO muster.server_processes AS p (id, seen_at, tenants, demands)
    VALUES (process, clock_timestamp(), own_tenants, own_demands)
    ON CONFLICT (id) DO UPDATE
       SET seen_at = excluded.seen_at, tenants = excluded.tenants, demands = excluded.demands;
    DELETE FROM muster.server_processes p
     WHERE p.id IN (SELECT d.id FROM muster.server_processes d
                     WHERE d.seen_at < clock_timestamp() - interval '1 minute' FOR UPDATE SKIP LOCKED);
    SELECT count(*) INTO living
      FROM muster.server_processes p WHERE p.seen_at > clock_timestamp() - interval '5 seconds';
    SELECT coalesce(array_agg(coalesce(s.total, 0) ORDER BY o.place), '{}') INTO totals
      FROM unnest(own_tenants) WITH ORDINALITY AS o (tenant, place)
      LEFT JOIN (SELECT d.tenant, sum(d.demand)::bigint AS total
                   FROM muster.server_processes p CROSS JOIN LATERAL unnest(p.tenants, p.demands) AS d (tenant, demand)
                  WHERE p.seen_at > clock_timestamp() - interval '5 seconds'
                  GROUP BY d.tenant) s ON s.tenant = o.tenant;
END
$$;

-- Says that a server is leaving, so that the others need not wait until it has been silent for long enough.
CREATE FUNCTION muster.leave_exchange(process uuid) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM muster.server_processes p WHERE p.id = process $$;

REVOKE EXECUTE ON FUNCTION
    muster.authenticate(text, bytea), muster.note_token_uses(uuid[], uuid[], bigint[]),
    muster.exchange_demands(uuid, uuid[], bigint[]), muster.leave_exchange(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.authenticate(text, bytea), muster.note_token_uses(uuid[], uuid[], bigint[]),
    muster.exchange_demands(uuid, uuid[], bigint[]), muster.leave_exchange(uuid) TO muster_app;
