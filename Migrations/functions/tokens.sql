-- When tokens were used, when they expire, and which connections may need somebody.

-- Notes when tokens were used: `seconds_ago` seconds ago, by the clock here, to the minute, and never later than now,
-- whatever a server says. In the order of the key, so that no two servers wait for each other.
CREATE OR REPLACE FUNCTION muster.note_token_uses(used_by uuid[], used_tokens uuid[], seconds_ago bigint[]) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
BEGIN
    INSERT INTO muster.token_uses AS u (tenant_id, token_id, used_at)
    SELECT k.tenant_id, k.id, r.used_at
      FROM (SELECT t.tenant, t.token,
                   date_trunc('minute', clock_timestamp()
                                      - least(greatest(min(t.ago), 0), 1000000000) * interval '1 second') AS used_at
              FROM unnest(used_by, used_tokens, seconds_ago) AS t (tenant, token, ago)
             GROUP BY t.tenant, t.token) r
      JOIN muster.tokens k ON k.tenant_id = r.tenant AND k.id = r.token
     WHERE NOT EXISTS (SELECT FROM muster.token_uses o
                        WHERE o.tenant_id = k.tenant_id AND o.token_id = k.id AND o.used_at >= r.used_at)
     ORDER BY k.tenant_id, k.id
    ON CONFLICT (tenant_id, token_id) DO UPDATE SET used_at = excluded.used_at WHERE u.used_at < excluded.used_at;
END
$$;

-- The tokens of all tenants in the order in which they expire, a page at a time. NULL asks for all: of every state,
-- expiring whenever.
CREATE OR REPLACE FUNCTION muster.list_tokens(
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
CREATE OR REPLACE FUNCTION muster.watch_connections(
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

REVOKE ALL ON FUNCTION muster.note_token_uses, muster.list_tokens, muster.watch_connections
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.note_token_uses TO muster_app;
GRANT EXECUTE ON FUNCTION muster.list_tokens TO muster_admin;
GRANT EXECUTE ON FUNCTION muster.watch_connections TO muster_worker, muster_admin;
