-- How endpoints have answered, and what follows for what waits for them.

-- Makes everything due that waits for an endpoint of the bound tenant, with the dead where that is wanted.
CREATE OR REPLACE FUNCTION muster.hurry_deliveries(hurried uuid, is_for_dead boolean) RETURNS bigint
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_sort = off SET enable_incremental_sort = off SET jit = off
AS $$
DECLARE
    endpoint CONSTANT text := hurried::text;
    due bigint;
BEGIN
    UPDATE muster.jobs j
       SET state = 'queued', run_at = clock_timestamp(),
           attempts = CASE j.state WHEN 'dead' THEN 0 ELSE j.attempts END
      FROM (SELECT o.ctid AS place FROM muster.jobs o
             WHERE o.tenant_id = muster.current_tenant() AND o.kind = 'deliver_webhook'
               AND o.payload ->> 'endpoint' BETWEEN endpoint AND endpoint
               AND (o.state = 'queued' AND o.run_at > clock_timestamp() OR is_for_dead AND o.state = 'dead')
             ORDER BY o.tenant_id, o.payload ->> 'endpoint', o.id FOR UPDATE) waiting
     WHERE j.ctid = waiting.place;
    GET DIAGNOSTICS due = ROW_COUNT;
    RETURN due;
END
$$;

-- Notes that an endpoint has acknowledged something. Where it had been resting, what waits for it is due at once.
CREATE OR REPLACE FUNCTION muster.endpoint_answered(answering uuid, has_been_slow boolean) RETURNS void
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    rested timestamptz;
BEGIN
    SELECT w.resting_until INTO rested FROM muster.webhook_endpoints w WHERE w.id = answering FOR UPDATE;
    UPDATE muster.webhook_endpoints w
       SET is_slow = has_been_slow, failures = 0, failing_since = NULL, resting_until = NULL, last_error = NULL
     WHERE w.id = answering;
    IF rested IS NOT NULL THEN
        PERFORM muster.hurry_deliveries(answering, false);
    END IF;
END
$$;

-- Notes that an endpoint has failed, once for each round: the deliveries of a round are tried beside one another, and
-- all of them have seen the same number of failures.
CREATE OR REPLACE FUNCTION muster.endpoint_failed(
    failing uuid, seen_failures integer, has_been_slow boolean, rest interval, error text
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE muster.webhook_endpoints w
       SET is_slow = w.is_slow OR has_been_slow, failures = w.failures + 1, last_error = left(error, 1000),
           failing_since = coalesce(w.failing_since, clock_timestamp()), resting_until = clock_timestamp() + rest
     WHERE w.id = failing AND w.failures = seen_failures
$$;

REVOKE ALL ON FUNCTION muster.hurry_deliveries, muster.endpoint_answered, muster.endpoint_failed
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.hurry_deliveries, muster.endpoint_answered, muster.endpoint_failed TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.hurry_deliveries TO muster_admin;
