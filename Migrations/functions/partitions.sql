-- Makes the partitions of this span of time and the two after it: 'day' or 'month', which is named like `pattern`. The
-- procedure makes the table that is attached; what nobody made a partition for is in the one that ends in _default.
--
-- A span of which that one already holds rows stays there. Of several callers one works, the others return at once.
CREATE OR REPLACE PROCEDURE muster.make_partitions(parent text, moment text, span text, pattern text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s'
AS $$
DECLARE
    length CONSTANT interval := ('1 ' || span)::interval;
    beginning timestamptz;
    partition text;
    is_taken boolean;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('muster.make_partitions/' || parent, 0)) THEN
        RETURN;
    END IF;
    FOR beginning IN SELECT date_trunc(span, clock_timestamp()) + n * length FROM generate_series(0, 2) n LOOP
        partition := parent || '_' || to_char(beginning, pattern);
        CONTINUE WHEN to_regclass(format('muster.%I', partition)) IS NOT NULL;
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM muster.%I WHERE %I >= $1 AND %2$I < $2)', parent || '_default', moment)
           INTO is_taken USING beginning, beginning + length;
        CONTINUE WHEN is_taken;
        EXECUTE format('CALL muster.%I(%L)', 'make_' || parent || '_table', partition);
        -- Attaching, unlike CREATE TABLE ... PARTITION OF, does not stop those who are writing.
        EXECUTE format(
            'ALTER TABLE muster.%I ATTACH PARTITION muster.%I FOR VALUES FROM (%L) TO (%L)',
            parent, partition, beginning, beginning + length);
    END LOOP;
END
$$;

-- Keeps months of events ahead. None is ever dropped here: how long events are proof of something is the operator's to
-- say, who can detach a month.
CREATE OR REPLACE FUNCTION muster.maintain_events() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CALL muster.make_partitions('events', 'occurred_at', 'month', 'YYYYMM');
END
$$;

-- Keeps days of finished jobs ahead.
--
-- This and the two steps by which old days go are each for a transaction of its own: one that gets no lock must not
-- keep the others from being made, and a file is not deleted while everybody waits.
CREATE OR REPLACE FUNCTION muster.make_finished_jobs_partitions() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    CALL muster.make_partitions('finished_jobs', 'finished_at', 'day', 'YYYYMMDD');
END
$$;

-- Takes out the days that ended more than keep_days ago, and deletes what is as old in the default partition. The lock
-- that this needs is not waited for: whoever waits for it holds up all that finish jobs.
CREATE OR REPLACE FUNCTION muster.detach_finished_jobs(keep_days integer) RETURNS void
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
CREATE OR REPLACE FUNCTION muster.drop_detached_finished_jobs() RETURNS void
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

REVOKE ALL ON ROUTINE
    muster.make_partitions, muster.maintain_events, muster.make_finished_jobs_partitions, muster.detach_finished_jobs,
    muster.drop_detached_finished_jobs
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.maintain_events, muster.make_finished_jobs_partitions, muster.detach_finished_jobs,
    muster.drop_detached_finished_jobs
    TO muster_worker;

-- What is written before the first worker comes shall not be in the way of its partition.
SELECT muster.maintain_events(), muster.make_finished_jobs_partitions();
