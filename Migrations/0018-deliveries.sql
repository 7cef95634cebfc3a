-- One delivery for each endpoint and message, so that an endpoint that is down or slow delays nothing of another.
--
-- A delivery that is not over is a job of the kind `deliver_webhook`; one that is over is a row of `webhook_deliveries`.
-- Only a worker that has the job ends it. Whoever removes an endpoint, switches it off, or overtakes a message makes
-- its jobs due, and the worker finds out that there is nothing to send.

-- What an endpoint wants to hear of, and how it has answered lately.
--
-- `is_slow`: its deliveries wait among those of other slow ones, and take no place from those that answer at once.
-- `failures` counts the rounds that failed one after the other; from the third on the endpoint rests between them, and
-- what is for it waits without being tried.
ALTER TABLE muster.webhook_endpoints
    ADD COLUMN subscriptions text[] COLLATE "C" NOT NULL
        DEFAULT ARRAY['user.deactivated', 'user.deleted', 'user.reactivated'],
    ADD COLUMN hears_log boolean NOT NULL GENERATED ALWAYS AS (
        NOT subscriptions <@ ARRAY['user.deactivated', 'user.deleted', 'user.reactivated']) STORED,
    ADD COLUMN is_slow boolean NOT NULL DEFAULT false,
    ADD COLUMN failures integer NOT NULL DEFAULT 0,
    ADD COLUMN failing_since timestamptz,
    ADD COLUMN resting_until timestamptz,
    ADD COLUMN last_error text,
    ADD CONSTRAINT webhook_endpoints_subscriptions_check CHECK (cardinality(subscriptions) BETWEEN 1 AND 50),
    ADD CONSTRAINT webhook_endpoints_failures_check CHECK (
        failures >= 0 AND (failures = 0) = (failing_since IS NULL) AND length(last_error) <= 1000);
CREATE INDEX webhook_endpoints_hearing_log ON muster.webhook_endpoints (tenant_id)
    WHERE hears_log AND disabled_at IS NULL;
CALL muster.open_to_owner('muster.webhook_endpoints');
GRANT UPDATE (is_slow, failures, failing_since, resting_until, last_error) ON muster.webhook_endpoints
    TO muster_worker;

-- Deliveries that are over, for some days. The endpoint may have been removed since.
DROP TABLE muster.webhook_deliveries;
CREATE TABLE muster.webhook_deliveries (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint NOT NULL,
    endpoint_id uuid NOT NULL,
    subject_id uuid,
    generation bigint NOT NULL,
    payload jsonb NOT NULL,
    ending text COLLATE "C" NOT NULL,
    status integer,
    attempts integer NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_deliveries_ending_check CHECK (
        ending IN ('delivered', 'superseded', 'endpoint_disabled', 'endpoint_removed', 'discarded'))
);
CREATE INDEX webhook_deliveries_endpoint ON muster.webhook_deliveries (tenant_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_ended ON muster.webhook_deliveries (ended_at);
CALL muster.isolate('muster.webhook_deliveries');
CALL muster.open_to_owner('muster.webhook_deliveries');
GRANT SELECT, INSERT ON muster.webhook_deliveries TO muster_worker;
GRANT SELECT, INSERT, DELETE ON muster.webhook_deliveries TO muster_admin;

-- The deliveries of an endpoint that are not over. Other jobs cost it nothing.
CREATE INDEX jobs_deliveries ON muster.jobs (tenant_id, (payload ->> 'endpoint'), id)
    WHERE kind = 'deliver_webhook';

-- For each leaving and return that endpoints are being told of: how many deliveries it has, and how they have ended.
CREATE TABLE muster.notifications (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    generation bigint NOT NULL,
    deliveries integer NOT NULL,
    ended integer NOT NULL DEFAULT 0,
    acknowledged integer NOT NULL DEFAULT 0,
    attempt integer NOT NULL,
    job_id bigint NOT NULL,
    CONSTRAINT notifications_pkey PRIMARY KEY (tenant_id, user_id, generation),
    CONSTRAINT notifications_count_check CHECK (0 <= acknowledged AND acknowledged <= ended AND ended <= deliveries)
);
CALL muster.isolate('muster.notifications');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.notifications TO muster_worker, muster_admin;
GRANT INSERT ON muster.receipts TO muster_admin;

-- Whether subscriptions such as `user.deactivated`, `group.*` or `*` hold a kind of event.
CREATE FUNCTION muster.hears(subscriptions text[], kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT kind = ANY (subscriptions) OR split_part(kind, '.', 1) || '.*' = ANY (subscriptions)
          OR '*' = ANY (subscriptions) $$;

-- The kinds that are told when their effects run, and not from the log.
CREATE FUNCTION muster.is_about_access(kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT kind IN ('user.deactivated', 'user.deleted', 'user.reactivated') $$;

-- Deliveries about somebody's access keep their order for each endpoint and person, and wait for nothing else.
CREATE FUNCTION muster.access_delivery_key(endpoint uuid, person uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT 'access:' || endpoint || ':' || person $$;

CREATE FUNCTION muster.message_time(moment timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Puts in line what the endpoints of the bound tenant are to be told about people who left or came back: one delivery
-- for each endpoint that is on and subscribed to the kind. Says for each of them how many these are.
--
-- What still waits about the same people is made due: it has been overtaken, and ends without being sent.
CREATE FUNCTION muster.queue_notices(
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

-- Called once for each delivery of somebody's leaving or return that has ended, in the transaction that ends it. The
-- last one writes the receipt, which counts the endpoints that acknowledged.
CREATE FUNCTION muster.notification_ended(person uuid, of_generation bigint, is_acknowledged boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    told muster.notifications;
BEGIN
    UPDATE muster.notifications n
       SET ended = n.ended + 1, acknowledged = n.acknowledged + is_acknowledged::integer
     WHERE n.user_id = person AND n.generation = of_generation
    RETURNING n.* INTO told;
    IF told.ended IS DISTINCT FROM told.deliveries OR told.ended IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO muster.receipts (user_id, generation, effect, state, count, attempt, job_id)
    SELECT person, of_generation, 'notify',
           CASE WHEN told.acknowledged < told.deliveries AND NOT EXISTS (
                     SELECT FROM muster.users u WHERE u.id = person AND u.generation = of_generation)
                THEN 'superseded' ELSE 'done' END,
           told.acknowledged, told.attempt, told.job_id
    ON CONFLICT DO NOTHING;
    DELETE FROM muster.notifications n WHERE n.user_id = person AND n.generation = of_generation;
END
$$;

-- Keeps what became of a delivery whose job is ending.
CREATE FUNCTION muster.record_delivery(ended muster.jobs, ending text, answer integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO muster.webhook_deliveries (
        tenant_id, id, endpoint_id, subject_id, generation, payload, ending, status, attempts, last_error, created_at)
    VALUES (ended.tenant_id, ended.id, (ended.payload ->> 'endpoint')::uuid, ended.subject_id, ended.generation, ended.payload, ending,
            answer, ended.attempts, ended.last_error, ended.created_at);
    IF ended.payload ? 'isAwaited' THEN
        PERFORM muster.notification_ended(ended.subject_id, ended.generation, ending = 'delivered');
    END IF;
END
$$;

-- Ends a delivery that a worker has; MU409 unless the run still has it.
CREATE FUNCTION muster.end_delivery(job bigint, run uuid, ending text, answer integer) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.held_job(job, run);
BEGIN
    PERFORM muster.record_delivery(j, ending, answer) FROM muster.jobs j WHERE j.ctid = place;
    PERFORM muster.complete_job(job, run);
END
$$;

-- Puts a delivery off that a worker has, perhaps to another lane; MU409 unless the run still has it. What was not
-- attempted does not count as an attempt.
CREATE FUNCTION muster.postpone_delivery(
    job bigint, run uuid, next_lane text, delay interval, is_attempt boolean, error text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.held_job(job, run);
BEGIN
    UPDATE muster.jobs j
       SET state = 'queued', attempts = j.attempts - (NOT is_attempt)::integer, lane = next_lane,
           run_at = clock_timestamp() + delay, worker = NULL, run_id = NULL, lease_until = NULL,
           last_error = coalesce(left(error, 1000), j.last_error)
     WHERE j.ctid = place;
END
$$;

-- Staff can throw jobs away by their number, whatever they are: a delivery has ended then like every other.
CREATE FUNCTION muster.delivery_is_discarded() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.record_delivery(OLD, 'discarded', NULL);
    RETURN NULL;
END
$$;
CREATE TRIGGER delivery_is_discarded
    AFTER DELETE ON muster.jobs FOR EACH ROW WHEN (OLD.kind = 'deliver_webhook' AND OLD.state <> 'running')
    EXECUTE FUNCTION muster.delivery_is_discarded();

-- Makes everything due that waits for an endpoint of the bound tenant, with the dead where that is wanted.
CREATE FUNCTION muster.hurry_deliveries(hurried uuid, is_for_dead boolean) RETURNS bigint
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
CREATE FUNCTION muster.endpoint_answered(answering uuid, has_been_slow boolean) RETURNS void
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
CREATE FUNCTION muster.endpoint_failed(
    failing uuid, seen_failures integer, has_been_slow boolean, rest interval, error text
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE muster.webhook_endpoints w
       SET is_slow = w.is_slow OR has_been_slow, failures = w.failures + 1, last_error = left(error, 1000),
           failing_since = coalesce(w.failing_since, clock_timestamp()), resting_until = clock_timestamp() + rest
     WHERE w.id = failing AND w.failures = seen_failures
$$;

-- How far the log has been told to those endpoints that hear of more than people's access.
CREATE TABLE muster.event_fan_out (
    is_only boolean NOT NULL DEFAULT true,
    transaction_id xid8 NOT NULL DEFAULT '0',
    position bigint NOT NULL DEFAULT 0,
    CONSTRAINT event_fan_out_pkey PRIMARY KEY (is_only),
    CONSTRAINT event_fan_out_only_check CHECK (is_only)
);
ALTER TABLE muster.event_fan_out ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.event_fan_out FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.event_fan_out');
INSERT INTO muster.event_fan_out DEFAULT VALUES;

-- Puts in line what endpoints are to be told of the next events of the log. Says how many events were looked at, and how
-- many deliveries came of them. Of several callers one works, and the others return at once.
--
-- An endpoint hears of what happened after it was added. While none hears of more than people's access, nothing is read,
-- and the place in the log follows at a distance. A place from the future is that of a database that was moved to
-- another cluster.
CREATE FUNCTION muster.fan_out_events(how_many integer, OUT seen bigint, OUT queued bigint)
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

-- Sends a delivery of the bound tenant now: one that waits or is dead, or once more one that is over. The endpoint has
-- to be there and on, and rests no longer. Returns the number of the delivery, or NULL.
CREATE FUNCTION muster.redeliver(delivery bigint) RETURNS bigint
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
CREATE FUNCTION muster.redeliver_missed(missing uuid) RETURNS bigint
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
CREATE FUNCTION muster.forget_deliveries(days_kept integer, how_many integer) RETURNS bigint
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

-- As before (see the seventh migration), but what waits behind another job of its ordering key is not due: it waits for
-- its turn, and no worker could take it.
--
-- Where very many wait so, it stops looking, and the next one counts as due: too early an alarm is better than none.
CREATE OR REPLACE FUNCTION muster.queue_health(
    observed_lane text, OUT oldest_due_seconds double precision, OUT dead bigint, OUT held bigint
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_sort = off
SET enable_incremental_sort = off SET jit = off
AS $$
DECLARE
    clock CONSTANT timestamptz := clock_timestamp();
    patience CONSTANT integer := 20000;
    looked_at integer := 0;
    candidate record;
BEGIN
    oldest_due_seconds := 0;
    FOR candidate IN
        SELECT j.tenant_id, j.id, j.ordering_hash, j.run_at FROM muster.jobs j
         WHERE j.lane = observed_lane AND j.state = 'queued' AND j.run_at <= clock
         ORDER BY j.lane, j.run_at, j.id
    LOOP
        looked_at := looked_at + 1;
        IF looked_at > patience OR candidate.id = (
            SELECT f.id FROM muster.jobs f
             WHERE f.tenant_id = candidate.tenant_id AND f.state IN ('queued', 'running')
               AND f.ordering_hash BETWEEN candidate.ordering_hash AND candidate.ordering_hash
             ORDER BY f.tenant_id, f.ordering_hash, f.id LIMIT 1
        ) AND muster.running_job(candidate.tenant_id, candidate.ordering_hash) IS NULL THEN
            oldest_due_seconds := extract(epoch FROM clock - candidate.run_at);
            EXIT;
        END IF;
    END LOOP;
    SELECT count(*) INTO dead FROM muster.jobs j WHERE j.state = 'dead';
    SELECT count(*) INTO held FROM muster.jobs j WHERE j.state = 'held';
END
$$;

REVOKE EXECUTE ON FUNCTION
    muster.hears(text[], text), muster.is_about_access(text), muster.access_delivery_key(uuid, uuid),
    muster.message_time(timestamptz), muster.queue_notices(uuid[], bigint[], text[], timestamptz[]),
    muster.notification_ended(uuid, bigint, boolean), muster.record_delivery(muster.jobs, text, integer),
    muster.end_delivery(bigint, uuid, text, integer),
    muster.postpone_delivery(bigint, uuid, text, interval, boolean, text), muster.delivery_is_discarded(),
    muster.hurry_deliveries(uuid, boolean), muster.endpoint_answered(uuid, boolean),
    muster.endpoint_failed(uuid, integer, boolean, interval, text), muster.fan_out_events(integer),
    muster.redeliver(bigint), muster.redeliver_missed(uuid), muster.forget_deliveries(integer, integer)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.hears(text[], text), muster.is_about_access(text), muster.access_delivery_key(uuid, uuid),
    muster.message_time(timestamptz), muster.queue_notices(uuid[], bigint[], text[], timestamptz[]),
    muster.notification_ended(uuid, bigint, boolean), muster.record_delivery(muster.jobs, text, integer),
    muster.end_delivery(bigint, uuid, text, integer),
    muster.postpone_delivery(bigint, uuid, text, interval, boolean, text), muster.hurry_deliveries(uuid, boolean),
    muster.endpoint_answered(uuid, boolean), muster.endpoint_failed(uuid, integer, boolean, interval, text),
    muster.fan_out_events(integer), muster.forget_deliveries(integer, integer)
    TO muster_worker;
GRANT EXECUTE ON FUNCTION
    muster.notification_ended(uuid, bigint, boolean), muster.record_delivery(muster.jobs, text, integer),
    muster.hurry_deliveries(uuid, boolean), muster.redeliver(bigint), muster.redeliver_missed(uuid)
    TO muster_admin;
