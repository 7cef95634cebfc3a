-- What programs look at before they serve, and what keeps one fault from reaching further than it has to: how far the
-- database is migrated, which pepper it belongs to, when tokens were used, whom the platform lets in, how long the feed
-- of events waits, and what the running roles may choose in it.

-- How far the database is migrated: the highest number there is. Every program asks; the list itself is the owner's.
CREATE FUNCTION muster.structure() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(max(m.number), 0) FROM muster.migrations m $$;

REVOKE EXECUTE ON FUNCTION muster.structure() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.structure() TO muster_app, muster_worker, muster_admin;

-- By what a program knows that it has the pepper with which the secrets here were digested: a value made from the
-- pepper, which leads back to no secret.
CREATE TABLE muster.pepper_checks (
    is_only boolean NOT NULL DEFAULT true,
    value bytea NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pepper_checks_pkey PRIMARY KEY (is_only),
    CONSTRAINT pepper_checks_only_check CHECK (is_only),
    CONSTRAINT pepper_checks_value_check CHECK (octet_length(value) = 32)
);
ALTER TABLE muster.pepper_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.pepper_checks FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.pepper_checks');

-- Whether a program has the right pepper; NULL where none has come yet.
CREATE FUNCTION muster.fits_pepper(presented bytea) RETURNS boolean
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT p.value = presented FROM muster.pepper_checks p);
END
$$;

-- As `fits_pepper`; the pepper of the first program that comes is the right one from then on.
CREATE FUNCTION muster.note_pepper(presented bytea) RETURNS boolean
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM muster.pepper_checks) THEN
        INSERT INTO muster.pepper_checks (value) VALUES (presented) ON CONFLICT DO NOTHING;
    END IF;
    RETURN (SELECT p.value = presented FROM muster.pepper_checks p);
END
$$;

-- Makes another pepper the right one. No secret from before is known afterwards.
CREATE FUNCTION muster.replace_pepper(presented bytea) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO muster.pepper_checks AS p (value) VALUES (presented)
    ON CONFLICT (is_only) DO UPDATE SET value = excluded.value, set_at = now()
$$;

REVOKE EXECUTE ON FUNCTION muster.fits_pepper(bytea), muster.note_pepper(bytea), muster.replace_pepper(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.fits_pepper(bytea), muster.note_pepper(bytea)
    TO muster_app, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.replace_pepper(bytea) TO muster_admin;

-- When tokens were last used, in a table of its own: the one thing of a token that is written often. What is left in
-- `tokens` only staff change, so that whom the platform lets in may follow from every change there.
CREATE TABLE muster.token_uses (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    token_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    CONSTRAINT token_uses_pkey PRIMARY KEY (tenant_id, token_id),
    CONSTRAINT token_uses_token_fkey FOREIGN KEY (tenant_id, token_id)
        REFERENCES muster.tokens (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
) WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 5000);
CALL muster.isolate('muster.token_uses');
CALL muster.open_to_owner('muster.token_uses');
GRANT SELECT ON muster.token_uses TO muster_admin;

INSERT INTO muster.token_uses (tenant_id, token_id, used_at)
SELECT k.tenant_id, k.id, k.last_used_at FROM muster.tokens k WHERE k.last_used_at IS NOT NULL;
ALTER TABLE muster.tokens DROP COLUMN last_used_at;

-- As before (see the twelfth migration), in the table of uses. In the order of the key, so that no two servers wait for
-- each other; and never later than now, whatever a server says.
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

-- As before (see the fifteenth migration). What the lock orders only a statement sees that begins after it.
CREATE OR REPLACE FUNCTION muster.renew_admissions(VARIADIC changed uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'whom the platform lets in changes under READ COMMITTED only'
            USING ERRCODE = 'invalid_transaction_state', HINT = 'BEGIN ISOLATION LEVEL READ COMMITTED';
    END IF;
    PERFORM FROM muster.tenants t WHERE t.id = ANY (changed) ORDER BY t.id FOR NO KEY UPDATE;
    DELETE FROM muster.admissions a WHERE a.tenant_id = ANY (changed);
    INSERT INTO muster.admissions (
        hostname, digest, tenant_id, connection_id, token_id, expires_at, requests_per_second)
    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at, a.requests_per_second
      FROM muster.admissible a WHERE a.tenant_id = ANY (changed);
END
$$;

-- Without lists of columns: one that is forgotten would let somebody in.
DROP TRIGGER renew_admissions ON muster.tenants;
DROP TRIGGER renew_admissions ON muster.hostnames;
DROP TRIGGER renew_admissions ON muster.connections;
DROP TRIGGER renew_admissions ON muster.tokens;
CREATE TRIGGER renew_admissions AFTER UPDATE ON muster.tenants
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();
CREATE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.hostnames
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();
CREATE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.connections
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();
CREATE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.tokens
    FOR EACH ROW EXECUTE FUNCTION muster.part_of_tenant_has_changed();

-- Compares `admissions` for some tenants, behind one: those that are there now, and what is too many and too few.
-- `last_tenant` is NULL where there are no more.
CREATE FUNCTION muster.compare_admissions(
    behind uuid, how_many integer, OUT last_tenant uuid, OUT too_many bigint, OUT too_few bigint
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $$
DECLARE
    compared uuid;
    seen integer := 0;
    more bigint;
    fewer bigint;
BEGIN
    too_many := 0;
    too_few := 0;
    FOR compared IN SELECT t.id FROM muster.tenants t WHERE t.id > behind ORDER BY t.id LIMIT how_many LOOP
        seen := seen + 1;
        last_tenant := compared;
        SELECT (SELECT count(*) FROM (
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissions a WHERE a.tenant_id = compared
                    EXCEPT
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissible a WHERE a.tenant_id = compared) m),
               (SELECT count(*) FROM (
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissible a WHERE a.tenant_id = compared
                    EXCEPT
                    SELECT a.hostname, a.digest, a.tenant_id, a.connection_id, a.token_id, a.expires_at,
                           a.requests_per_second FROM muster.admissions a WHERE a.tenant_id = compared) f)
          INTO more, fewer;
        too_many := too_many + more;
        too_few := too_few + fewer;
    END LOOP;
    IF seen < how_many THEN
        last_tenant := NULL;
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION muster.compare_admissions(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.compare_admissions(uuid, integer) TO muster_worker;

-- For how long, in seconds, the first event has waited that the feed does not show yet, since a transaction of the
-- cluster that began before it has not ended; 0 where there is none.
CREATE FUNCTION muster.feed_lag() RETURNS double precision
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
BEGIN
    RETURN coalesce(
        (SELECT greatest(extract(epoch FROM clock_timestamp() - e.occurred_at), 0) FROM muster.events e
          WHERE e.transaction_id >= pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY e.transaction_id, e.position LIMIT 1), 0);
END
$$;

REVOKE EXECUTE ON FUNCTION muster.feed_lag() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.feed_lag() TO muster_worker, muster_admin;

-- A role that writes events chooses what happened, and neither when nor where in the log that stands.
REVOKE INSERT ON muster.events FROM muster_app, muster_worker, muster_admin;
GRANT INSERT (tenant_id, kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data) ON muster.events
    TO muster_app, muster_worker, muster_admin;

-- What all servers are asked for, counted once for all of them: each of many servers would otherwise add up the demands
-- of all, several times a second.
CREATE UNLOGGED TABLE muster.demand_totals (
    is_only boolean NOT NULL DEFAULT true,
    counted_at timestamptz NOT NULL,
    living bigint NOT NULL,
    tenants uuid[] NOT NULL,
    totals bigint[] NOT NULL,
    CONSTRAINT demand_totals_pkey PRIMARY KEY (is_only),
    CONSTRAINT demand_totals_only_check CHECK (is_only),
    CONSTRAINT demand_totals_totals_check CHECK (cardinality(tenants) = cardinality(totals))
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE muster.demand_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.demand_totals FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.demand_totals');

-- Adds up what all living servers are asked for. Sums stay below what a bigint holds, whatever a server says.
CREATE FUNCTION muster.count_demands() RETURNS muster.demand_totals
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO muster.demand_totals AS t (counted_at, living, tenants, totals)
    SELECT clock_timestamp(),
           (SELECT count(*) FROM muster.server_processes p WHERE p.seen_at > clock_timestamp() - interval '5 seconds'),
           coalesce(array_agg(s.tenant), '{}'), coalesce(array_agg(s.total), '{}')
      FROM (SELECT d.tenant, least(sum(greatest(d.demand, 0)), 1000000000000)::bigint AS total
              FROM muster.server_processes p CROSS JOIN LATERAL unnest(p.tenants, p.demands) AS d (tenant, demand)
             WHERE p.seen_at > clock_timestamp() - interval '5 seconds'
             GROUP BY d.tenant) s
    ON CONFLICT (is_only) DO UPDATE
       SET counted_at = excluded.counted_at, living = excluded.living, tenants = excluded.tenants,
           totals = excluded.totals
    RETURNING t.is_only, t.counted_at, t.living, t.tenants, t.totals
$$;
REVOKE EXECUTE ON FUNCTION muster.count_demands() FROM PUBLIC;

-- As before (see the twelfth migration). The sums are counted anew when they are 25 ms old for each living server: a
-- few servers hear what is so at this moment, and with many the work grows with what they are asked for and not with
-- its square. Who asks is counted with at least what it says itself.
CREATE OR REPLACE FUNCTION muster.exchange_demands(
    process uuid, own_tenants uuid[], own_demands bigint[], OUT living bigint, OUT totals bigint[]
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $$
DECLARE
    counted muster.demand_totals;
BEGIN
    INSERT INTO muster.server_processes AS p (id, seen_at, tenants, demands)
    VALUES (process, clock_timestamp(), own_tenants, own_demands)
    ON CONFLICT (id) DO UPDATE
       SET seen_at = excluded.seen_at, tenants = excluded.tenants, demands = excluded.demands;
    DELETE FROM muster.server_processes p
     WHERE p.id IN (SELECT d.id FROM muster.server_processes d
                     WHERE d.seen_at < clock_timestamp() - interval '1 minute' FOR UPDATE SKIP LOCKED);
    SELECT t.is_only, t.counted_at, t.living, t.tenants, t.totals INTO counted FROM muster.demand_totals t;
    IF counted IS NULL OR (
            clock_timestamp() NOT BETWEEN counted.counted_at
                                      AND counted.counted_at + counted.living * interval '25 milliseconds'
            AND pg_try_advisory_xact_lock(hashtextextended('muster.count_demands', 0))) THEN
        counted := muster.count_demands();
    END IF;
    living := greatest(counted.living, 1);
    SELECT coalesce(array_agg(greatest(s.total, o.demand, 0) ORDER BY o.place), '{}') INTO totals
      FROM unnest(own_tenants, own_demands) WITH ORDINALITY AS o (tenant, demand, place)
      LEFT JOIN unnest(counted.tenants, counted.totals) AS s (tenant, total) ON s.tenant = o.tenant;
END
$$;

-- As before; the sums without it are counted by whoever asks next.
CREATE OR REPLACE FUNCTION muster.leave_exchange(process uuid) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.server_processes p WHERE p.id = process;
    UPDATE muster.demand_totals SET counted_at = '-infinity';
$$;

-- The partitions of finished jobs, in three steps, each for a transaction of its own: one that gets no lock must not
-- keep the others from being made, and a file is not deleted while everybody waits. The lock that taking a day out
-- needs is not waited for: whoever waits for it holds up all that finish jobs.
DROP FUNCTION muster.maintain_finished_jobs(integer);

-- Makes the partitions of today and the two days after it.
--
-- A day of which the default partition already holds rows stays there. Of several callers one works, the others
-- return at once.
CREATE FUNCTION muster.make_finished_jobs_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    today CONSTANT date := current_date;
    day date;
    partition text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.make_finished_jobs_partitions', 0)) THEN
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
END
$$;

-- Takes out the days that ended more than keep_days ago, and deletes what is as old in the default partition.
CREATE FUNCTION muster.detach_finished_jobs(keep_days integer) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '100ms'
AS $$
DECLARE
    first_kept CONSTANT date := current_date - greatest(keep_days, 0);
    partition text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.detach_finished_jobs', 0)) THEN
        RETURN;
    END IF;
    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'muster.finished_jobs'::regclass
           AND c.relname ~ '^finished_jobs_[0-9]{8}$'
           AND c.relname < 'finished_jobs_' || to_char(first_kept, 'YYYYMMDD')
         ORDER BY c.relname
    LOOP
        EXECUTE format('ALTER TABLE muster.finished_jobs DETACH PARTITION muster.%I', partition);
    END LOOP;
    DELETE FROM muster.finished_jobs_default WHERE finished_at < first_kept;
END
$$;

-- Drops the days that were taken out.
CREATE FUNCTION muster.drop_detached_finished_jobs() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    partition text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.drop_detached_finished_jobs', 0)) THEN
        RETURN;
    END IF;
    FOR partition IN
        SELECT c.relname FROM pg_class c
         WHERE c.relnamespace = 'muster'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
           AND c.relname ~ '^finished_jobs_[0-9]{8}$'
         ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE muster.%I', partition);
    END LOOP;
END
$$;

REVOKE EXECUTE ON FUNCTION
    muster.make_finished_jobs_partitions(), muster.detach_finished_jobs(integer), muster.drop_detached_finished_jobs()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.make_finished_jobs_partitions(), muster.detach_finished_jobs(integer), muster.drop_detached_finished_jobs()
    TO muster_worker;
