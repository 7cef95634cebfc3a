-- The durable queue: what a worker has still to do for a tenant, and for some days what it has done.
--
-- The queue knows tenants, ordering keys and payloads, and nothing of what a job means. A job is inserted in the
-- transaction of the change that needs it, claimed with a lease, and finished in the transaction of its effect.

CREATE TABLE muster.jobs (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL DEFAULT 'standard',
    ordering_key text COLLATE "C" NOT NULL,
    -- Order is kept by hash, so that a random place among the keys of a tenant can be looked up. Two keys that share
    -- a hash only wait for one another.
    ordering_hash bigint NOT NULL GENERATED ALWAYS AS (hashtextextended(ordering_key, 0)) STORED,
    subject_id uuid,
    generation bigint NOT NULL DEFAULT 0,
    payload jsonb NOT NULL DEFAULT '{}',
    state text COLLATE "C" NOT NULL DEFAULT 'queued',
    run_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    maximum_attempts integer NOT NULL DEFAULT 20,
    worker text COLLATE "C",
    run_id uuid,
    started_at timestamptz,
    lease_until timestamptz,
    hold_id uuid,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT jobs_kind_check CHECK (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT jobs_lane_check CHECK (lane ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT jobs_ordering_key_check CHECK (octet_length(ordering_key) BETWEEN 1 AND 200),
    CONSTRAINT jobs_payload_check CHECK (pg_column_size(payload) <= 65536),
    CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'held', 'dead')),
    CONSTRAINT jobs_attempts_check CHECK (attempts >= 0 AND maximum_attempts BETWEEN 1 AND 1000),
    CONSTRAINT jobs_run_check CHECK (
        (state = 'running') = (run_id IS NOT NULL) AND (run_id IS NULL) = (lease_until IS NULL)),
    CONSTRAINT jobs_hold_check CHECK ((state = 'held') = (hold_id IS NOT NULL)),
    CONSTRAINT jobs_last_error_check CHECK (length(last_error) <= 1000)
)
-- Rows come, change and go all the time: room for renewed leases in the same page, and vacuum by the thousand.
WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);

-- What is due, of all tenants: enough while little is due.
CREATE INDEX jobs_due ON muster.jobs (lane, run_at, id) WHERE state = 'queued';
-- What is due, tenant by tenant: how others are found behind a tenant with very much to do.
CREATE INDEX jobs_tenant_due ON muster.jobs (lane, tenant_id, run_at, id) WHERE state = 'queued';
-- Who comes first under an ordering key.
CREATE INDEX jobs_order ON muster.jobs (tenant_id, ordering_hash, id) WHERE state IN ('queued', 'running');
-- At most one job of an ordering key runs, whatever claimers and staff do at the same time.
CREATE UNIQUE INDEX jobs_running_key ON muster.jobs (tenant_id, ordering_hash) WHERE state = 'running';
-- What waits for people.
CREATE INDEX jobs_parked ON muster.jobs (state, tenant_id, id) WHERE state IN ('held', 'dead');

CALL muster.isolate('muster.jobs');
CALL muster.open_to_owner('muster.jobs');
GRANT SELECT, INSERT ON muster.jobs TO muster_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.jobs TO muster_worker, muster_admin;

-- Jobs that are over, a partition for each day, so that old ones are dropped and never deleted row by row.
CREATE TABLE muster.finished_jobs (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL,
    ordering_key text COLLATE "C" NOT NULL,
    subject_id uuid,
    generation bigint NOT NULL,
    payload jsonb NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT finished_jobs_pkey PRIMARY KEY (tenant_id, id, finished_at),
    CONSTRAINT finished_jobs_outcome_check CHECK (outcome IN ('done', 'discarded'))
) PARTITION BY RANGE (finished_at);

CALL muster.isolate('muster.finished_jobs');
CALL muster.open_to_owner('muster.finished_jobs');
GRANT SELECT, INSERT ON muster.finished_jobs TO muster_worker, muster_admin;

-- Takes what finishes on a day that nobody made a partition for: finishing must not depend on maintenance.
CREATE TABLE muster.finished_jobs_default PARTITION OF muster.finished_jobs DEFAULT;
CALL muster.isolate('muster.finished_jobs_default');
CALL muster.open_to_owner('muster.finished_jobs_default');

-- Makes the partitions of today and the two days after it, and drops those that ended more than keep_days ago.
--
-- A day of which the default partition already holds rows stays there. Of several callers one works, the others
-- return at once.
CREATE FUNCTION muster.maintain_finished_jobs(keep_days integer) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    today CONSTANT date := current_date;
    first_kept CONSTANT date := today - greatest(keep_days, 0);
    day date;
    partition text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.maintain_finished_jobs', 0)) THEN
        RETURN;
    END IF;

    FOREACH day IN ARRAY ARRAY[today, today + 1, today + 2] LOOP
        partition := 'finished_jobs_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('muster.' || partition) IS NOT NULL
            OR EXISTS (SELECT FROM muster.finished_jobs_default f
                        WHERE f.finished_at >= day AND f.finished_at < day + 1);
        -- Attaching, unlike CREATE TABLE ... PARTITION OF, does not stop those who are finishing jobs.
        EXECUTE format(
            'CREATE TABLE muster.%I (LIKE muster.finished_jobs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
        CALL muster.isolate(('muster.' || partition)::regclass);
        CALL muster.open_to_owner(('muster.' || partition)::regclass);
        EXECUTE format(
            'ALTER TABLE muster.finished_jobs ATTACH PARTITION muster.%I FOR VALUES FROM (%L) TO (%L)',
            partition, day, day + 1);
    END LOOP;

    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'muster.finished_jobs'::regclass
           AND c.relname ~ '^finished_jobs_[0-9]{8}$'
           AND c.relname < 'finished_jobs_' || to_char(first_kept, 'YYYYMMDD')
         ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE muster.%I', partition);
    END LOOP;

    DELETE FROM muster.finished_jobs_default WHERE finished_at < first_kept;
END
$$;

SELECT muster.maintain_finished_jobs(30);

-- Takes jobs away from workers that have stopped renewing. A row that is locked is being finished at this moment.
--
-- The delay is random, so that jobs that ended with one process do not all run beside one another again: one of them
-- may be what ended it.
CREATE FUNCTION muster.expire_leases(clock timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH expired AS MATERIALIZED (
        SELECT j.tenant_id, j.id FROM muster.jobs j
         WHERE j.state = 'running' AND j.lease_until < clock
         LIMIT 100 FOR UPDATE SKIP LOCKED
    )
    UPDATE muster.jobs j
       SET state = CASE WHEN j.attempts >= j.maximum_attempts THEN 'dead' ELSE 'queued' END,
           run_at = clock + random() * least(2 ^ least(j.attempts, 10), 60) * interval '1 second',
           worker = NULL, run_id = NULL, lease_until = NULL, last_error = 'the worker stopped while running it'
      FROM expired e
     WHERE j.tenant_id = e.tenant_id AND j.id = e.id;
END
$$;

-- The due jobs of a tenant that may run now: each the first of its ordering key, with none of that key running.
--
-- Looks at the longest due ones first. Where those all wait for others, it looks at each key once instead, from a
-- random key on, so that one key with very many jobs does not hide the rest.
--
-- Other rows of a key are asked for in subqueries that cannot become joins: as a join, one plan walks through all jobs
-- of the tenant for each job it looks at.
CREATE FUNCTION muster.due_heads(tenant uuid, searched_lane text, clock timestamptz, room integer) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    window_size CONSTANT integer := 100;
    steps CONSTANT integer := 200;
    random_hash CONSTANT bigint := hashtextextended(gen_random_uuid()::text, 0);
    lowest_hash CONSTANT bigint := -9223372036854775808;
    heads bigint[];
    seen integer;
BEGIN
    SELECT array_agg(h.id) INTO heads FROM (
        SELECT w.id FROM (
            SELECT j.id, j.ordering_hash FROM muster.jobs j
             WHERE j.lane = searched_lane AND j.tenant_id = tenant AND j.state = 'queued' AND j.run_at <= clock
             ORDER BY j.lane, j.tenant_id, j.run_at, j.id LIMIT window_size
        ) w
         WHERE w.id = (
                SELECT f.id FROM muster.jobs f
                 WHERE f.tenant_id = tenant AND f.ordering_hash = w.ordering_hash AND f.state IN ('queued', 'running')
                 ORDER BY f.tenant_id, f.ordering_hash, f.id LIMIT 1)
           AND (SELECT r.id FROM muster.jobs r
                 WHERE r.tenant_id = tenant AND r.ordering_hash = w.ordering_hash AND r.state = 'running') IS NULL
         LIMIT room
    ) h;
    IF cardinality(heads) >= room THEN
        RETURN heads;
    END IF;

    SELECT count(*) INTO seen FROM (
        SELECT FROM muster.jobs j
         WHERE j.lane = searched_lane AND j.tenant_id = tenant AND j.state = 'queued' AND j.run_at <= clock
         ORDER BY j.lane, j.tenant_id, j.run_at, j.id LIMIT window_size
    ) w;
    IF seen < window_size THEN
        RETURN heads;
    END IF;

    WITH RECURSIVE keys AS (
        SELECT s.hash AS ordering_hash, NULL::bigint AS id, false AS is_due, s.place, 0 AS step
          FROM (VALUES (random_hash, 1), (lowest_hash, 2)) s (hash, place)
        UNION ALL
        SELECT n.ordering_hash, n.id, n.is_due, k.place, k.step + 1
          FROM keys k
         CROSS JOIN LATERAL (
            SELECT j.ordering_hash, j.id, j.state = 'queued' AND j.lane = searched_lane AND j.run_at <= clock AS is_due
              FROM muster.jobs j
             WHERE j.tenant_id = tenant AND j.state IN ('queued', 'running') AND j.ordering_hash > k.ordering_hash
             ORDER BY j.tenant_id, j.ordering_hash, j.id LIMIT 1
         ) n
         WHERE k.step < steps
    )
    SELECT array_agg(DISTINCT k.id) INTO heads
      FROM keys k
     WHERE k.is_due
       AND (SELECT r.id FROM muster.jobs r
             WHERE r.tenant_id = tenant AND r.ordering_hash = k.ordering_hash AND r.state = 'running') IS NULL;
    RETURN heads[1:room];
END
$$;

-- Claims due jobs of one tenant, or stops those of an offboarded one.
CREATE FUNCTION muster.claim_jobs_of_tenant(
    tenant uuid, claiming_worker text, claimed_lane text, wanted integer, per_tenant integer, lease interval,
    clock timestamptz
) RETURNS SETOF muster.jobs
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    room integer;
    heads bigint[];
BEGIN
    IF EXISTS (SELECT FROM muster.tenants t WHERE t.id = tenant AND t.status = 'offboarded') THEN
        UPDATE muster.jobs j SET state = 'held', hold_id = tenant, last_error = 'the tenant is offboarded'
         WHERE j.tenant_id = tenant AND j.state = 'queued' AND j.id IN (
                SELECT q.id FROM muster.jobs q
                 WHERE q.lane = claimed_lane AND q.tenant_id = tenant AND q.state = 'queued' AND q.run_at <= clock
                 ORDER BY q.run_at, q.id LIMIT 1000 FOR UPDATE SKIP LOCKED);
        RETURN;
    END IF;

    SELECT least(wanted, per_tenant - count(*)) INTO room FROM muster.jobs j
     WHERE j.tenant_id = tenant AND j.state = 'running' AND j.worker = claiming_worker;
    IF room <= 0 THEN
        RETURN;
    END IF;

    heads := muster.due_heads(tenant, claimed_lane, clock, room);
    RETURN QUERY
    WITH locked AS MATERIALIZED (
        SELECT j.id, j.state FROM muster.jobs j
         WHERE j.tenant_id = tenant AND j.id = ANY (heads)
           FOR UPDATE SKIP LOCKED
    )
    UPDATE muster.jobs j
       SET state = 'running', attempts = j.attempts + 1, worker = claiming_worker, run_id = gen_random_uuid(),
           started_at = clock, lease_until = clock + lease
      FROM locked l
     WHERE j.tenant_id = tenant AND j.id = l.id AND l.state = 'queued'
    RETURNING j.*;
END
$$;

-- Up to `enough` tenants behind one with something due, each found by one look into an index however many jobs it has.
--
-- Gives up after 2,000 tenants, so that very many with nothing due yet cost a bounded time. `last_visited` is behind
-- whom to go on: the lowest of all where the end was reached.
CREATE FUNCTION muster.due_tenants(
    searched_lane text, clock timestamptz, behind uuid, enough integer, OUT tenants uuid[], OUT last_visited uuid
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH RECURSIVE visited AS (
        SELECT behind AS tenant_id, false AS is_due, 0 AS step, 0 AS found
        UNION ALL
        SELECT n.tenant_id, n.run_at <= clock, v.step + 1, v.found + (n.run_at <= clock)::integer
          FROM visited v
         CROSS JOIN LATERAL (
            SELECT j.tenant_id, j.run_at FROM muster.jobs j
             WHERE j.lane = searched_lane AND j.state = 'queued' AND j.tenant_id > v.tenant_id
             ORDER BY j.lane, j.tenant_id, j.run_at, j.id LIMIT 1
         ) n
         WHERE v.step < 2000 AND v.found < enough
    )
    SELECT array_agg(v.tenant_id ORDER BY v.step) FILTER (WHERE v.is_due),
           CASE WHEN max(v.step) < 2000 AND max(v.found) < enough THEN '00000000-0000-0000-0000-000000000000'::uuid
                ELSE (array_agg(v.tenant_id ORDER BY v.step DESC))[1] END
      INTO tenants, last_visited
      FROM visited v;
END
$$;

-- Claims jobs that are due, from as many tenants as possible, at most per_tenant of each for one worker.
--
-- While little is due, a glance at all of it shows the tenants. Where more is due than that, tenants are looked for
-- one by one behind `after_tenant`, before those with the longest due jobs. Where to go on the next time is left in
-- the setting `muster.claim_cursor` of the transaction.
--
-- May raise unique_violation where staff queue a job again while another of its ordering key is being claimed: then
-- nothing was claimed, and the caller asks again.
--
-- Statistics of a queue are always out of date, so that plans are not left to them: every step goes by its index.
CREATE FUNCTION muster.claim_jobs(
    claiming_worker text, claimed_lane text, wanted integer, per_tenant integer, lease interval, after_tenant uuid
) RETURNS SETOF muster.jobs
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_sort = off SET jit = off
AS $$
DECLARE
    clock CONSTANT timestamptz := clock_timestamp();
    window_size CONSTANT integer := 200;
    lowest_tenant CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    longest_due uuid[];
    due_count integer;
    chosen uuid[];
    first_ones uuid[];
    cursor_after uuid := after_tenant;
    tenant uuid;
    claimed integer;
BEGIN
    PERFORM muster.expire_leases(clock);

    SELECT coalesce(array_agg(DISTINCT d.tenant_id), '{}'), count(*) INTO longest_due, due_count FROM (
        SELECT j.tenant_id FROM muster.jobs j
         WHERE j.lane = claimed_lane AND j.state = 'queued' AND j.run_at <= clock
         ORDER BY j.lane, j.run_at, j.id LIMIT window_size
    ) d;

    IF due_count < window_size THEN
        SELECT coalesce(array_agg(t.id ORDER BY t.id <= after_tenant, t.id), '{}') INTO chosen
          FROM unnest(longest_due) t (id);
    ELSE
        SELECT d.tenants, d.last_visited INTO chosen, cursor_after
          FROM muster.due_tenants(claimed_lane, clock, after_tenant, wanted) d;
        chosen := coalesce(chosen, '{}');
        -- Behind the last tenant comes the first again.
        IF cursor_after = lowest_tenant THEN
            SELECT d.tenants, d.last_visited INTO first_ones, cursor_after
              FROM muster.due_tenants(claimed_lane, clock, lowest_tenant, wanted) d;
            chosen := chosen || ARRAY(SELECT t.id FROM unnest(first_ones) t (id) WHERE t.id <> ALL (chosen));
        END IF;
        chosen := chosen || ARRAY(SELECT t.id FROM unnest(longest_due) t (id) WHERE t.id <> ALL (chosen));
    END IF;

    FOREACH tenant IN ARRAY chosen LOOP
        RETURN QUERY SELECT c.* FROM muster.claim_jobs_of_tenant(
            tenant, claiming_worker, claimed_lane, wanted, per_tenant, lease, clock) c;
        GET DIAGNOSTICS claimed = ROW_COUNT;
        wanted := wanted - claimed;
        IF wanted <= 0 THEN
            cursor_after := tenant;
            EXIT;
        END IF;
    END LOOP;
    PERFORM set_config('muster.claim_cursor', cursor_after::text, true);
END
$$;

-- Extends the leases of a worker's jobs, and says by their run_ids which are still its own.
--
-- A row that is locked is being finished in another transaction of the same run; it cannot be taken away meanwhile.
CREATE FUNCTION muster.renew_jobs(tenants uuid[], ids bigint[], runs uuid[], lease interval) RETURNS SETOF uuid
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    WITH locked AS MATERIALIZED (
        SELECT j.tenant_id, j.id FROM unnest(tenants, ids, runs) c (tenant_id, id, run_id)
          JOIN muster.jobs j ON j.tenant_id = c.tenant_id AND j.id = c.id AND j.run_id = c.run_id
         WHERE j.state = 'running'
           FOR UPDATE OF j SKIP LOCKED
    )
    UPDATE muster.jobs j SET lease_until = clock_timestamp() + lease
      FROM locked l
     WHERE j.tenant_id = l.tenant_id AND j.id = l.id;

    RETURN QUERY
    SELECT j.run_id FROM unnest(tenants, ids, runs) c (tenant_id, id, run_id)
      JOIN muster.jobs j ON j.tenant_id = c.tenant_id AND j.id = c.id AND j.run_id = c.run_id
     WHERE j.state = 'running';
END
$$;

-- How a lane stands: how long its oldest due job has waited, and how many jobs wait for people in all lanes.
CREATE FUNCTION muster.queue_health(
    observed_lane text, OUT oldest_due_seconds double precision, OUT dead bigint, OUT held bigint
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
BEGIN
    SELECT coalesce(greatest(extract(epoch FROM clock_timestamp() - (
        SELECT j.run_at FROM muster.jobs j
         WHERE j.lane = observed_lane AND j.state = 'queued' ORDER BY j.run_at, j.id LIMIT 1)), 0), 0)
      INTO oldest_due_seconds;
    SELECT count(*) INTO dead FROM muster.jobs j WHERE j.state = 'dead';
    SELECT count(*) INTO held FROM muster.jobs j WHERE j.state = 'held';
END
$$;

-- The jobs of all tenants that wait for people, a page at a time.
CREATE FUNCTION muster.list_parked_jobs(
    requested_state text, after_tenant uuid, after_id bigint, page_size integer
) RETURNS SETOF muster.jobs
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY
    SELECT j.* FROM muster.jobs j
     WHERE j.state = requested_state AND j.state IN ('held', 'dead')
       AND (j.tenant_id, j.id) > (after_tenant, after_id)
     ORDER BY j.tenant_id, j.id LIMIT page_size;
END
$$;

-- Refuses with MU409 unless the run still has the job, and keeps others from taking it until the transaction ends.
--
-- The first statement of every transaction in which a job writes.
CREATE FUNCTION muster.fence_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
BEGIN
    PERFORM FROM muster.jobs j
      WHERE j.tenant_id = muster.current_tenant() AND j.id = job AND j.run_id = run AND j.state = 'running'
        FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the job is no longer this run''s' USING ERRCODE = 'MU409';
    END IF;
END
$$;

-- Ends a job as done; MU409 unless the run still has it.
CREATE FUNCTION muster.complete_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
BEGIN
    WITH gone AS (
        DELETE FROM muster.jobs j
         WHERE j.tenant_id = muster.current_tenant() AND j.id = job AND j.run_id = run AND j.state = 'running'
        RETURNING j.tenant_id, j.id, j.kind, j.lane, j.ordering_key, j.subject_id, j.generation, j.payload,
                  j.attempts, j.last_error, j.created_at, j.started_at
    )
    INSERT INTO muster.finished_jobs (
        tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, outcome, attempts, last_error,
        created_at, started_at)
    SELECT g.tenant_id, g.id, g.kind, g.lane, g.ordering_key, g.subject_id, g.generation, g.payload, 'done',
           g.attempts, g.last_error, g.created_at, g.started_at
      FROM gone g;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the job is no longer this run''s' USING ERRCODE = 'MU409';
    END IF;
END
$$;

-- Gives a job back after a failure: to run again after the delay, or dead where it may not; MU409 unless the run
-- still has it.
CREATE FUNCTION muster.fail_job(job bigint, run uuid, may_run_again boolean, delay interval, error text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
BEGIN
    UPDATE muster.jobs j
       SET state = CASE WHEN may_run_again AND j.attempts < j.maximum_attempts THEN 'queued' ELSE 'dead' END,
           run_at = clock_timestamp() + delay, worker = NULL, run_id = NULL, lease_until = NULL,
           last_error = left(error, 1000)
     WHERE j.tenant_id = muster.current_tenant() AND j.id = job AND j.run_id = run AND j.state = 'running';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the job is no longer this run''s' USING ERRCODE = 'MU409';
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION
    muster.maintain_finished_jobs(integer),
    muster.expire_leases(timestamptz),
    muster.due_heads(uuid, text, timestamptz, integer),
    muster.claim_jobs_of_tenant(uuid, text, text, integer, integer, interval, timestamptz),
    muster.due_tenants(text, timestamptz, uuid, integer),
    muster.claim_jobs(text, text, integer, integer, interval, uuid),
    muster.renew_jobs(uuid[], bigint[], uuid[], interval),
    muster.queue_health(text),
    muster.list_parked_jobs(text, uuid, bigint, integer),
    muster.fence_job(bigint, uuid),
    muster.complete_job(bigint, uuid),
    muster.fail_job(bigint, uuid, boolean, interval, text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.maintain_finished_jobs(integer),
    muster.claim_jobs(text, text, integer, integer, interval, uuid),
    muster.renew_jobs(uuid[], bigint[], uuid[], interval),
    muster.queue_health(text),
    muster.fence_job(bigint, uuid),
    muster.complete_job(bigint, uuid),
    muster.fail_job(bigint, uuid, boolean, interval, text)
    TO muster_worker;
GRANT EXECUTE ON FUNCTION
    muster.list_parked_jobs(text, uuid, bigint, integer), muster.queue_health(text) TO muster_admin;
