-- The log of events, a partition for each month: what is old stays out of the way of what is new, can be taken out as a
-- whole, and is never rewritten by vacuum.
--
-- What there was becomes the first partition as it stands, without being copied. Reading it through is the first step
-- here, and stops nobody; the lock that comes after it is held for a moment only.

ALTER TABLE muster.events VALIDATE CONSTRAINT events_first_part_check;

DO $$
DECLARE
    end_of_first_part CONSTANT text := (
        SELECT substring(pg_get_constraintdef(k.oid) FROM '''([^'']+)''') FROM pg_constraint k
         WHERE k.conrelid = 'muster.events'::regclass AND k.conname = 'events_first_part_check');
    next_position bigint;
BEGIN
    LOCK TABLE muster.events IN ACCESS EXCLUSIVE MODE;
    next_position := nextval(pg_get_serial_sequence('muster.events', 'position'));
    ALTER TABLE muster.events RENAME TO events_first;
    ALTER TABLE muster.events_first ALTER COLUMN position DROP IDENTITY;
    ALTER INDEX muster.events_pkey RENAME TO events_first_pkey;
    ALTER INDEX muster.events_subject RENAME TO events_first_subject;
    ALTER INDEX muster.events_feed RENAME TO events_first_feed;

    CREATE TABLE muster.events (
        LIKE muster.events_first INCLUDING DEFAULTS,
        CONSTRAINT events_actor_kind_check CHECK (actor_kind IN ('connection', 'staff', 'worker'))
    ) PARTITION BY RANGE (occurred_at);
    EXECUTE format(
        'ALTER TABLE muster.events ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY (START WITH %s)',
        next_position);
    CREATE INDEX events_subject ON muster.events (tenant_id, subject_id, position);
    CREATE INDEX events_feed ON muster.events (transaction_id, position);
    CALL muster.isolate('muster.events');
    CALL muster.open_to_owner('muster.events');
    GRANT INSERT ON muster.events TO muster_app, muster_worker;
    GRANT SELECT, INSERT ON muster.events TO muster_admin;

    EXECUTE format(
        'ALTER TABLE muster.events ATTACH PARTITION muster.events_first FOR VALUES FROM (MINVALUE) TO (%L)',
        end_of_first_part);
    ALTER TABLE muster.events_first DROP CONSTRAINT events_first_part_check;
    -- Partitions are reached through the log only.
    REVOKE ALL ON muster.events_first FROM muster_app, muster_worker, muster_admin;
END
$$;

-- Makes an isolated table that can become a partition of the log.
--
-- The primary key is each partition's own: one for all would have to name the time too, and say less. Positions come
-- from one sequence, so that none is there twice.
CREATE PROCEDURE muster.make_events_table(name text)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE muster.%I (
             LIKE muster.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
             CONSTRAINT %I PRIMARY KEY (tenant_id, position))', name, name || '_pkey');
    CALL muster.isolate(format('muster.%I', name)::regclass);
    CALL muster.open_to_owner(format('muster.%I', name)::regclass);
    CALL muster.count_on_inserts(format('muster.%I', name)::regclass);
END
$$;

-- Nothing in the log dies: vacuum has only to mark what all can see, and statistics need no tenth of a table.
CREATE PROCEDURE muster.count_on_inserts(grown regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s SET (
             autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000,
             autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 1000)', grown);
END
$$;

CALL muster.count_on_inserts('muster.events_first');

-- Takes what happens in a month that nobody made a partition for: writing an event must not depend on maintenance.
CALL muster.make_events_table('events_default');
ALTER TABLE muster.events ATTACH PARTITION muster.events_default DEFAULT;

-- Makes the partitions of this month and the two after it. None is ever dropped here: how long events are proof of
-- something is the operator's to say, who can detach a month.
--
-- A month of which the first partition or the default one holds rows stays there. Of several callers one works, the
-- others return at once.
CREATE FUNCTION muster.maintain_events() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    this_month CONSTANT timestamptz := date_trunc('month', clock_timestamp());
    end_of_first_part CONSTANT timestamptz := (
        SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''')
          FROM pg_class c WHERE c.oid = to_regclass('muster.events_first'));
    month timestamptz;
    partition text;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.maintain_events', 0)) THEN
        RETURN;
    END IF;
    FOR month IN SELECT this_month + n * interval '1 month' FROM generate_series(0, 2) n LOOP
        partition := 'events_' || to_char(month, 'YYYYMM');
        CONTINUE WHEN month < end_of_first_part OR to_regclass('muster.' || partition) IS NOT NULL
            OR EXISTS (SELECT FROM muster.events_default e
                        WHERE e.occurred_at >= month AND e.occurred_at < month + interval '1 month');
        CALL muster.make_events_table(partition);
        -- Attaching, unlike CREATE TABLE ... PARTITION OF, does not stop those who are writing.
        EXECUTE format(
            'ALTER TABLE muster.events ATTACH PARTITION muster.%I FOR VALUES FROM (%L) TO (%L)',
            partition, month, month + interval '1 month');
    END LOOP;
END
$$;

SELECT muster.maintain_events();

-- As before; the plan is made once for each connection and not each time, since it now has many parts.
CREATE OR REPLACE FUNCTION muster.read_events(after_transaction xid8, after_position bigint, how_many integer)
RETURNS TABLE (
    transaction_id xid8, tenant_id uuid, "position" bigint, occurred_at timestamptz, kind text, actor_kind text,
    actor_id text, subject_kind text, subject_id uuid, request_id text, data jsonb
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
BEGIN
    RETURN QUERY
    SELECT e.transaction_id, e.tenant_id, e.position, e.occurred_at, e.kind, e.actor_kind, e.actor_id,
           e.subject_kind, e.subject_id, e.request_id, e.data
      FROM muster.events e
     WHERE (e.transaction_id, e.position) > (after_transaction, after_position)
       AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY e.transaction_id, e.position
     LIMIT how_many;
END
$$;

REVOKE EXECUTE ON FUNCTION muster.maintain_events() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.maintain_events() TO muster_worker;
