-- Deliveries to endpoints, from the line that they wait in to their end.

-- Whether subscriptions such as `user.deactivated`, `group.*` or `*` hold a kind of event.
CREATE OR REPLACE FUNCTION muster.hears(subscriptions text[], kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT kind = ANY (subscriptions) OR split_part(kind, '.', 1) || '.*' = ANY (subscriptions)
          OR '*' = ANY (subscriptions) $$;

-- Deliveries about somebody's access keep their order for each endpoint and person, and wait for nothing else.
CREATE OR REPLACE FUNCTION muster.access_delivery_key(endpoint uuid, person uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT 'access:' || endpoint || ':' || person $$;

-- A moment as messages tell it.
CREATE OR REPLACE FUNCTION muster.message_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Puts in line what the endpoints of the bound tenant are to be told about people who left or came back: one delivery
-- for each endpoint that is on and subscribed to the kind. Says for each of them how many these are.
--
-- What still waits about the same people is made due: it has been overtaken, and ends without being sent.
CREATE OR REPLACE FUNCTION muster.queue_notices(
    people uuid[], generations bigint[], kinds text[], moments timestamptz[],
    OUT user_id uuid, OUT generation bigint, OUT deliveries bigint
) RETURNS SETOF record
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
SET enable_incremental_sort = off SET jit = off
AS $$
DECLARE
    endpoints uuid[];
    person uuid;
    endpoint uuid;
    key_hash bigint;
BEGIN
    -- None is removed between here and the commit, so that none leaves deliveries behind that nobody made due.
    PERFORM FROM muster.webhook_endpoints w ORDER BY w.tenant_id, w.id FOR KEY SHARE;
    SELECT coalesce(array_agg(w.id ORDER BY w.id), '{}') INTO endpoints FROM muster.webhook_endpoints w;

    FOREACH endpoint IN ARRAY endpoints LOOP
        FOREACH person IN ARRAY people LOOP
            key_hash := hashtextextended(muster.access_delivery_key(endpoint, person), 0);
            UPDATE muster.jobs j SET run_at = clock_timestamp()
              FROM (SELECT o.ctid AS place FROM muster.jobs o
                     WHERE o.tenant_id = muster.current_tenant() AND o.ordering_hash BETWEEN key_hash AND key_hash
                       AND o.state = 'queued' AND o.run_at > clock_timestamp()
                     ORDER BY o.tenant_id, o.ordering_hash, o.id FOR UPDATE SKIP LOCKED) overtaken
             WHERE j.ctid = overtaken.place;
        END LOOP;
    END LOOP;

    RETURN QUERY
    WITH queued AS (
        INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, payload, maximum_attempts)
        SELECT 'deliver_webhook', CASE WHEN w.is_slow THEN 'outgoing_slow' ELSE 'outgoing' END,
               muster.access_delivery_key(w.id, n.person), n.person, n.generation,
               jsonb_build_object(
                   'endpoint', w.id, 'message', 'msg_' || n.person || '_' || n.generation, 'type', n.kind,
                   'at', muster.message_time(n.moment), 'isAwaited', true), 1000
          FROM unnest(people, generations, kinds, moments) WITH ORDINALITY n (person, generation, kind, moment, place)
          JOIN muster.webhook_endpoints w ON w.disabled_at IS NULL AND muster.hears(w.subscriptions, n.kind)
         ORDER BY n.place, w.id
        RETURNING jobs.subject_id, jobs.generation
    )
    SELECT n.person, n.generation,
           (SELECT count(*) FROM queued q WHERE q.subject_id = n.person AND q.generation = n.generation)
      FROM unnest(people, generations) WITH ORDINALITY n (person, generation, place) ORDER BY n.place;
END
$$;

-- Ends the word to one endpoint about one leaving. With the last of them the effect is carried out, or overtaken where
-- no endpoint has acknowledged it and the person has come back or left again.
CREATE OR REPLACE FUNCTION muster.notification_ended(
    person uuid, of_generation bigint, is_acknowledged boolean
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_overtaken CONSTANT boolean := NOT EXISTS (
        SELECT FROM muster.users u WHERE u.id = person AND u.generation = of_generation);
BEGIN
    UPDATE muster.offboardings o
       SET endpoints_left = o.endpoints_left - 1,
           endpoints_notified = o.endpoints_notified + is_acknowledged::integer,
           notified_at = CASE
               WHEN o.endpoints_left = 1 AND NOT (is_overtaken AND NOT is_acknowledged AND o.endpoints_notified = 0)
               THEN clock_timestamp() END,
           superseded_at = CASE
               WHEN o.endpoints_left = 1 AND is_overtaken AND NOT is_acknowledged AND o.endpoints_notified = 0
               THEN coalesce(o.superseded_at, clock_timestamp()) ELSE o.superseded_at END
     WHERE o.user_id = person AND o.generation = of_generation AND o.endpoints_left > 0;
END
$$;

-- Keeps what became of a delivery whose job is ending.
CREATE OR REPLACE FUNCTION muster.record_delivery(ended muster.jobs, ending text, answer integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO muster.webhook_deliveries (
        tenant_id, id, endpoint_id, subject_id, generation, payload, ending, status, attempts, last_error, created_at)
    VALUES (ended.tenant_id, ended.id, (ended.payload ->> 'endpoint')::uuid, ended.subject_id, ended.generation,
            ended.payload, ending, answer, ended.attempts, ended.last_error, ended.created_at);
    IF ended.payload ? 'isAwaited' THEN
        PERFORM muster.notification_ended(ended.subject_id, ended.generation, ending = 'delivered');
    END IF;
END
$$;

-- Ends a delivery that a worker has; MU409 unless the run still has it.
CREATE OR REPLACE FUNCTION muster.end_delivery(job bigint, run uuid, ending text, answer integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.locked_job(job, run);
BEGIN
    PERFORM muster.record_delivery(j, ending, answer) FROM muster.jobs j WHERE j.ctid = place;
    PERFORM muster.complete_job(job, run);
END
$$;

-- Puts a delivery off that a worker has, perhaps to another lane; MU409 unless the run still has it. What was not
-- attempted does not count as an attempt.
CREATE OR REPLACE FUNCTION muster.postpone_delivery(
    job bigint, run uuid, next_lane text, delay interval, is_attempt boolean, error text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.locked_job(job, run);
BEGIN
    UPDATE muster.jobs j
       SET state = 'queued', attempts = j.attempts - (NOT is_attempt)::integer, lane = next_lane,
           run_at = clock_timestamp() + delay, worker = NULL, run_id = NULL, lease_until = NULL,
           last_error = coalesce(left(error, 1000), j.last_error)
     WHERE j.ctid = place;
END
$$;

-- Staff can throw jobs away by their number, whatever they are: a delivery has ended then like every other.
CREATE OR REPLACE FUNCTION muster.delivery_is_discarded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.record_delivery(OLD, 'discarded', NULL);
    RETURN NULL;
END
$$;

-- Sends a delivery of the bound tenant now: one that waits or is dead, or once more one that is over. The endpoint has
-- to be there and on, and rests no longer. Returns the number of the delivery, or NULL.
CREATE OR REPLACE FUNCTION muster.redeliver(delivery bigint) RETURNS bigint
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    endpoint uuid;
    again bigint;
BEGIN
    UPDATE muster.jobs j
       SET state = 'queued', run_at = clock_timestamp(),
           attempts = CASE j.state WHEN 'dead' THEN 0 ELSE j.attempts END
      FROM muster.webhook_endpoints w
     WHERE j.id = delivery AND j.kind = 'deliver_webhook' AND j.state IN ('queued', 'dead')
       AND w.id = (j.payload ->> 'endpoint')::uuid AND w.disabled_at IS NULL
    RETURNING j.id, w.id INTO again, endpoint;
    IF again IS NULL THEN
        INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, payload, maximum_attempts)
        SELECT 'deliver_webhook', 'outgoing', 'again:' || w.id || ':' || d.id, d.subject_id, d.generation,
               d.payload - 'isAwaited', 1000
          FROM muster.webhook_deliveries d JOIN muster.webhook_endpoints w ON w.id = d.endpoint_id
         WHERE d.id = delivery AND w.disabled_at IS NULL
        RETURNING id, (payload ->> 'endpoint')::uuid INTO again, endpoint;
    END IF;
    UPDATE muster.webhook_endpoints w SET failures = 0, failing_since = NULL, resting_until = NULL
     WHERE w.id = endpoint;
    RETURN again;
END
$$;

-- Sends to an endpoint of the bound tenant what it has missed while it was failing or switched off: what is dead, and
-- what ended because it was off. Returns how many deliveries these are.
CREATE OR REPLACE FUNCTION muster.redeliver_missed(missing uuid) RETURNS bigint
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    dead bigint;
    missed bigint;
BEGIN
    UPDATE muster.webhook_endpoints w SET failures = 0, failing_since = NULL, resting_until = NULL
     WHERE w.id = missing AND w.disabled_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    dead := muster.hurry_deliveries(missing, true);
    WITH gone AS (
        DELETE FROM muster.webhook_deliveries d WHERE d.endpoint_id = missing AND d.ending = 'endpoint_disabled'
        RETURNING d.id, d.subject_id, d.generation, d.payload
    )
    INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, payload, maximum_attempts)
    SELECT 'deliver_webhook', 'outgoing', 'again:' || missing || ':' || coalesce(g.subject_id::text, ''),
           g.subject_id, g.generation, g.payload - 'isAwaited', 1000
      FROM gone g ORDER BY g.id;
    GET DIAGNOSTICS missed = ROW_COUNT;
    RETURN dead + missed;
END
$$;

-- Forgets deliveries that have been over for long enough; returns how many.
CREATE OR REPLACE FUNCTION muster.forget_deliveries(days_kept integer, how_many integer) RETURNS bigint
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
DECLARE
    forgotten bigint;
BEGIN
    DELETE FROM muster.webhook_deliveries d USING (
        SELECT o.ctid AS place FROM muster.webhook_deliveries o
         WHERE o.ended_at < clock_timestamp() - days_kept * interval '1 day'
         ORDER BY o.ended_at LIMIT how_many FOR UPDATE SKIP LOCKED
    ) old
     WHERE d.ctid = old.place;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$$;

REVOKE ALL ON FUNCTION
    muster.hears, muster.access_delivery_key, muster.message_time, muster.queue_notices, muster.notification_ended,
    muster.record_delivery, muster.end_delivery, muster.postpone_delivery, muster.delivery_is_discarded,
    muster.redeliver, muster.redeliver_missed, muster.forget_deliveries
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.hears, muster.access_delivery_key, muster.message_time, muster.queue_notices, muster.notification_ended,
    muster.record_delivery, muster.end_delivery, muster.postpone_delivery, muster.forget_deliveries
    TO muster_worker;
GRANT EXECUTE ON FUNCTION
    muster.notification_ended, muster.record_delivery, muster.redeliver, muster.redeliver_missed TO muster_admin;
