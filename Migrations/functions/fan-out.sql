-- The log, told to those endpoints that hear of more than people's access.

-- The kinds that are told when their effects run, and not from the log.
CREATE OR REPLACE FUNCTION muster.is_about_access(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT kind IN ('user.deactivated', 'user.deleted', 'user.reactivated') $$;

-- Puts in line what endpoints are to be told of the next events of the log. Says how many events were looked at, and
-- how many deliveries came of them. Of several callers one works, and the others return at once.
--
-- An endpoint hears of what happened after it was added. While none hears of more than people's access, nothing is
-- read, and the place in the log follows at a distance. A place from the future is that of a database that was moved to
-- another cluster.
CREATE OR REPLACE FUNCTION muster.fan_out_events(how_many integer, OUT seen bigint, OUT queued bigint)
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
DECLARE
    horizon CONSTANT xid8 := pg_snapshot_xmin(pg_current_snapshot());
    distance CONSTANT bigint := 10000;
    place muster.event_fan_out;
BEGIN
    seen := 0;
    queued := 0;
    SELECT f.* INTO place FROM muster.event_fan_out f FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF place.transaction_id > horizon OR NOT EXISTS (
        SELECT FROM muster.webhook_endpoints w WHERE w.hears_log AND w.disabled_at IS NULL
    ) THEN
        UPDATE muster.event_fan_out f SET transaction_id = horizon, position = 0
         WHERE f.transaction_id > horizon OR f.transaction_id::text::bigint < horizon::text::bigint - distance;
        RETURN;
    END IF;

    WITH page AS MATERIALIZED (
        SELECT e.transaction_id, e.position, e.tenant_id, e.occurred_at, e.kind, e.subject_kind, e.subject_id
          FROM muster.events e
         WHERE (e.transaction_id, e.position) > (place.transaction_id, place.position) AND e.transaction_id < horizon
         ORDER BY e.transaction_id, e.position LIMIT how_many
    ), told AS (
        INSERT INTO muster.jobs (tenant_id, kind, lane, ordering_key, subject_id, payload, maximum_attempts)
        SELECT p.tenant_id, 'deliver_webhook', CASE WHEN w.is_slow THEN 'outgoing_slow' ELSE 'outgoing' END,
               'log:' || w.id || ':' || coalesce(p.subject_id::text, p.subject_kind), p.subject_id,
               jsonb_build_object(
                   'endpoint', w.id, 'message', 'msg_' || p.position, 'type', p.kind,
                   'at', muster.message_time(p.occurred_at), 'subjectKind', p.subject_kind,
                   'cursor', p.transaction_id || '-' || p.position), 1000
          FROM page p
          JOIN muster.webhook_endpoints w
            ON w.tenant_id = p.tenant_id AND w.hears_log AND w.disabled_at IS NULL
           AND w.created_at <= p.occurred_at AND muster.hears(w.subscriptions, p.kind)
         WHERE NOT muster.is_about_access(p.kind)
         ORDER BY p.transaction_id, p.position, w.id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM page), (SELECT count(*) FROM told), l.transaction_id, l.position
      INTO seen, queued, place.transaction_id, place.position
      FROM (SELECT 1) one LEFT JOIN LATERAL (
            SELECT p.transaction_id, p.position FROM page p ORDER BY p.transaction_id DESC, p.position DESC LIMIT 1
      ) l ON true;
    IF seen > 0 THEN
        UPDATE muster.event_fan_out f SET transaction_id = place.transaction_id, position = place.position;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION muster.is_about_access, muster.fan_out_events
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.is_about_access, muster.fan_out_events TO muster_worker;
