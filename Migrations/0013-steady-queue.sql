-- The queue, told in every step by which index to go.
--
-- A queue is empty most of the time, and vacuum sees it so: for the planner no index is better than another then. A plan
-- from such a moment looked through all jobs of a tenant for each that was claimed, once there were many.
--
-- Two things decide without any statistics. With sorting off, an ORDER BY is served by the one index that has the order;
-- the last column has to be asked for as a range, since a column that is equal to something has no order. And a row that
-- has been found is changed where it lies, by its ctid: nothing is looked for a second time.

-- As before (see the seventh migration).
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
CREATE FUNCTION muster.running_job(tenant uuid, key_hash bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT r.id FROM muster.jobs r
         WHERE r.tenant_id = tenant AND r.ordering_hash BETWEEN key_hash AND key_hash AND r.state = 'running'
         ORDER BY r.tenant_id, r.ordering_hash LIMIT 1);
END
$$;

-- As before (see the seventh migration), with `running_job`.
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

-- As before (see the seventh migration).
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

-- Sorting what an index of other columns has in part is sorting too.
ALTER FUNCTION muster.claim_jobs(text, text, integer, integer, interval, uuid) SET enable_incremental_sort = off;

-- As before (see the seventh migration).
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
CREATE FUNCTION muster.held_job(job bigint, run uuid) RETURNS tid
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

-- As before (see the seventh migration).
CREATE OR REPLACE FUNCTION muster.fence_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM muster.held_job(job, run);
END
$$;

-- As before (see the seventh migration).
CREATE OR REPLACE FUNCTION muster.complete_job(job bigint, run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.held_job(job, run);
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

-- As before (see the seventh migration).
CREATE OR REPLACE FUNCTION muster.fail_job(
    job bigint, run uuid, may_run_again boolean, delay interval, error text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
DECLARE
    place CONSTANT tid := muster.held_job(job, run);
BEGIN
    UPDATE muster.jobs j
       SET state = CASE WHEN may_run_again AND j.attempts < j.maximum_attempts THEN 'queued' ELSE 'dead' END,
           run_at = clock_timestamp() + delay, worker = NULL, run_id = NULL, lease_until = NULL,
           last_error = left(error, 1000)
     WHERE j.ctid = place;
END
$$;

REVOKE EXECUTE ON FUNCTION muster.running_job(uuid, bigint), muster.held_job(bigint, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.held_job(bigint, uuid) TO muster_worker;

-- The rows that statistics were taken from (see the eleventh migration) were changes too. Nobody shall come and count
-- what is left of them: an empty table tells the planner that any index will do.
DO $$
DECLARE
    sampled text;
BEGIN
    FOREACH sampled IN ARRAY ARRAY[
        'tenants', 'hostnames', 'connections', 'tokens', 'users', 'user_emails', 'user_external_ids', 'memberships',
        'groups', 'group_external_ids', 'group_members', 'keys', 'sessions'
    ] LOOP
        EXECUTE format(
            'ALTER TABLE muster.%I SET (autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 5000)',
            sampled);
    END LOOP;
END
$$;
