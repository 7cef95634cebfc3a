-- The queue, told in every step by which index to go.
--
-- A queue is empty most of the time, and vacuum sees it so: for the planner no index is better than another then. A
-- plan from such a moment looked through all jobs of a tenant for each that was claimed, once there were many.
--
-- Two things decide without any statistics. With sorting off, an ORDER BY is served by the one index that has the
-- order; the last column has to be asked for as a range, since a column that is equal to something has no order. And a
-- row that has been found is changed where it lies, by its ctid: nothing is looked for a second time.

-- Takes jobs away from workers that have stopped renewing. A row that is locked is being finished at this moment.
--
-- The delay is random, so that jobs that ended with one process do not all run beside one another again: one of them
-- may be what ended it.
CREATE OR REPLACE FUNCTION muster.expire_leases(clock timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH expired AS MATERIALIZED (
        SELECT j.ctid AS place FROM muster.jobs j
         WHERE j.state = 'running' AND j.lease_until < clock
         LIMIT 100 FOR UPDATE SKIP LOCKED
    )
    UPDATE muster.jobs j
       SET state = CASE WHEN j.attempts >= j.maximum_attempts THEN 'dead' ELSE 'queued' END,
           run_at = clock + random() * least(2 ^ least(j.attempts, 10), 60) * interval '1 second',
           worker = NULL, run_id = NULL, lease_until = NULL, last_error = 'the worker stopped while running it'
      FROM expired e
     WHERE j.ctid = e.place;
END
$$;

-- The job that runs under an ordering key, or NULL.
CREATE OR REPLACE FUNCTION muster.running_job(tenant uuid, key_hash bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT r.id FROM muster.jobs r
         WHERE r.tenant_id = tenant AND r.ordering_hash BETWEEN key_hash AND key_hash AND r.state = 'running'
         ORDER BY r.tenant_id, r.ordering_hash LIMIT 1);
END
$$;

-- The due jobs of a tenant that may run now: each the first of its ordering key, with none of that key running.
--
-- Looks at the longest due ones first. Where those all wait for others, it looks at each key once instead, from a
-- random key on, so that one key with very many jobs does not hide the rest.
--
-- Other rows of a key are asked for in subqueries that cannot become joins: as a join, one plan walks through all jobs
-- of the tenant for each job it looks at.
CREATE OR REPLACE FUNCTION muster.due_heads(
    tenant uuid, searched_lane text, clock timestamptz, room integer
) RETURNS bigint[]
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
           AND muster.running_job(tenant, w.ordering_hash) IS NULL
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
     WHERE k.is_due AND muster.running_job(tenant, k.ordering_hash) IS NULL;
    RETURN heads[1:room];
END
$$;

-- Claims due jobs of one tenant, or stops those of an offboarded one.
CREATE OR REPLACE FUNCTION muster.claim_jobs_of_tenant(
    tenant uuid, claiming_worker text, claimed_lane text, wanted integer, per_tenant integer, lease interval,
    clock timestamptz
) RETURNS SETOF muster.jobs
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    lowest_hash CONSTANT bigint := -9223372036854775808;
    room integer;
    heads bigint[];
BEGIN
    IF EXISTS (SELECT FROM muster.tenants t WHERE t.id = tenant AND t.status = 'offboarded') THEN
        WITH due AS MATERIALIZED (
            SELECT q.ctid AS place FROM muster.jobs q
             WHERE q.lane = claimed_lane AND q.tenant_id = tenant AND q.state = 'queued' AND q.run_at <= clock
             ORDER BY q.lane, q.tenant_id, q.run_at, q.id LIMIT 1000 FOR UPDATE SKIP LOCKED
        )
        UPDATE muster.jobs j SET state = 'held', hold_id = tenant, last_error = 'the tenant is offboarded'
          FROM due d WHERE j.ctid = d.place;
        RETURN;
    END IF;

    SELECT least(wanted, per_tenant - count(*)) INTO room FROM (
        SELECT j.worker FROM muster.jobs j
         WHERE j.tenant_id = tenant AND j.state = 'running' AND j.ordering_hash >= lowest_hash
         ORDER BY j.tenant_id, j.ordering_hash
    ) r WHERE r.worker = claiming_worker;
    IF room <= 0 THEN
        RETURN;
    END IF;

    heads := muster.due_heads(tenant, claimed_lane, clock, room);
    RETURN QUERY
    WITH locked AS MATERIALIZED (
        SELECT l.place FROM unnest(heads) h (id)
         CROSS JOIN LATERAL (
            SELECT j.ctid AS place, j.state FROM muster.jobs j
             WHERE j.tenant_id = tenant AND j.id BETWEEN h.id AND h.id
             ORDER BY j.tenant_id, j.id LIMIT 1 FOR UPDATE SKIP LOCKED
         ) l
         WHERE l.state = 'queued'
    )
    UPDATE muster.jobs j
       SET state = 'running', attempts = j.attempts + 1, worker = claiming_worker, run_id = gen_random_uuid(),
           started_at = clock, lease_until = clock + lease
      FROM locked l
     WHERE j.ctid = l.place
    RETURNING j.*;
END
$$;

-- Up to `enough` tenants behind one with something due, each found by one look into an index however many jobs it has.
--
-- Gives up after 2,000 tenants, so that very many with nothing due yet cost a bounded time. `last_visited` is behind
-- whom to go on: the lowest of all where the end was reached.
CREATE OR REPLACE FUNCTION muster.due_tenants(
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
CREATE OR REPLACE FUNCTION muster.claim_jobs(
    claiming_worker text, claimed_lane text, wanted integer, per_tenant integer, lease interval, after_tenant uuid
) RETURNS SETOF muster.jobs
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_sort = off SET enable_incremental_sort = off SET jit = off
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
CREATE OR REPLACE FUNCTION muster.renew_jobs(
    tenants uuid[], ids bigint[], runs uuid[], lease interval
) RETURNS SETOF uuid
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_sort = off
SET enable_incremental_sort = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
BEGIN
    WITH locked AS MATERIALIZED (
        SELECT l.place FROM unnest(tenants, ids, runs) c (tenant_id, id, run_id)
         CROSS JOIN LATERAL (
            SELECT j.ctid AS place, j.run_id FROM muster.jobs j
             WHERE j.tenant_id = c.tenant_id AND j.id BETWEEN c.id AND c.id
             ORDER BY j.tenant_id, j.id LIMIT 1 FOR UPDATE SKIP LOCKED
         ) l
         WHERE l.run_id = c.run_id
    )
    UPDATE muster.jobs j SET lease_until = clock_timestamp() + lease
      FROM locked l
     WHERE j.ctid = l.place;

    RETURN QUERY
    SELECT l.run_id FROM unnest(tenants, ids, runs) c (tenant_id, id, run_id)
     CROSS JOIN LATERAL (
        SELECT j.run_id FROM muster.jobs j
         WHERE j.tenant_id = c.tenant_id AND j.id BETWEEN c.id AND c.id
         ORDER BY j.tenant_id, j.id LIMIT 1
     ) l
     WHERE l.run_id = c.run_id;
END
$$;

-- Where the row of a job lies, which the transaction then holds until it ends; MU409 unless the run still has the job.
CREATE OR REPLACE FUNCTION muster.locked_job(job bigint, run uuid) RETURNS tid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off
AS $$
DECLARE
    place tid;
    running uuid;
BEGIN
    SELECT j.ctid, j.run_id INTO place, running FROM muster.jobs j
     WHERE j.tenant_id = muster.current_tenant() AND j.id BETWEEN job AND job
     ORDER BY j.tenant_id, j.id LIMIT 1 FOR UPDATE;
    IF running IS DISTINCT FROM run OR run IS NULL THEN
        RAISE EXCEPTION 'the job is no longer this run''s' USING ERRCODE = 'MU409';
    END IF;
    RETURN place;
END
$$;

-- Refuses with MU409 unless the run still has the job, and keeps others from taking it until the transaction ends.
--
-- The first statement of every transaction in which a job writes.
CREATE OR REPLACE FUNCTION muster.fence_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.locked_job(job, run);
END
$$;

-- Ends a job as done; MU409 unless the run still has it.
CREATE OR REPLACE FUNCTION muster.complete_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.locked_job(job, run);
BEGIN
    WITH gone AS (
        DELETE FROM muster.jobs j WHERE j.ctid = place
        RETURNING j.tenant_id, j.id, j.kind, j.lane, j.ordering_key, j.subject_id, j.generation, j.payload,
                  j.attempts, j.last_error, j.created_at, j.started_at
    )
    INSERT INTO muster.finished_jobs (
        tenant_id, id, kind, lane, ordering_key, subject_id, generation, payload, outcome, attempts, last_error,
        created_at, started_at)
    SELECT g.tenant_id, g.id, g.kind, g.lane, g.ordering_key, g.subject_id, g.generation, g.payload, 'done',
           g.attempts, g.last_error, g.created_at, g.started_at
      FROM gone g;
END
$$;

-- Gives a job back after a failure: to run again after the delay, or dead where it may not; MU409 unless the run
-- still has it.
CREATE OR REPLACE FUNCTION muster.fail_job(
    job bigint, run uuid, may_run_again boolean, delay interval, error text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.locked_job(job, run);
BEGIN
    UPDATE muster.jobs j
       SET state = CASE WHEN may_run_again AND j.attempts < j.maximum_attempts THEN 'queued' ELSE 'dead' END,
           run_at = clock_timestamp() + delay, worker = NULL, run_id = NULL, lease_until = NULL,
           last_error = left(error, 1000)
     WHERE j.ctid = place;
END
$$;

-- How a lane stands: how long its oldest due job has waited, and how many jobs wait for people in all lanes.
--
-- What waits behind another job of its ordering key is not due: it waits for its turn, and no worker could take it.
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

-- What every worker runs now. The index of running jobs holds no others, so that a long queue costs nothing.
CREATE OR REPLACE FUNCTION muster.running_jobs(OUT worker text, OUT jobs bigint, OUT oldest_seconds double precision)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
    SELECT j.worker, count(*), greatest(extract(epoch FROM clock_timestamp() - min(j.started_at)), 0)::float8
      FROM muster.jobs j WHERE j.state = 'running' GROUP BY j.worker ORDER BY j.worker
$$;

-- The jobs of all tenants that wait for people, a page at a time.
CREATE OR REPLACE FUNCTION muster.list_parked_jobs(
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

REVOKE ALL ON FUNCTION
    muster.expire_leases, muster.running_job, muster.due_heads, muster.claim_jobs_of_tenant, muster.due_tenants,
    muster.claim_jobs, muster.renew_jobs, muster.locked_job, muster.fence_job, muster.complete_job, muster.fail_job,
    muster.queue_health, muster.running_jobs, muster.list_parked_jobs
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.claim_jobs, muster.renew_jobs, muster.locked_job, muster.fence_job, muster.complete_job, muster.fail_job,
    muster.queue_health
    TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.queue_health, muster.running_jobs, muster.list_parked_jobs TO muster_admin;
