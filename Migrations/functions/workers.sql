-- Which workers are alive.

-- Says that a worker is alive, and forgets those that have said nothing for a day.
CREATE OR REPLACE FUNCTION muster.worker_is_alive(worker text, program_version text) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.worker_processes p WHERE p.seen_at < clock_timestamp() - interval '1 day';
    INSERT INTO muster.worker_processes AS p (name, version) VALUES (worker, program_version)
    ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp(), version = excluded.version
$$;

-- Says that a worker has come to its end.
CREATE OR REPLACE FUNCTION muster.worker_has_ended(worker text) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.worker_processes p WHERE p.name = worker
$$;

-- The workers that were alive within the last day, and how many seconds ago they said so.
CREATE OR REPLACE FUNCTION muster.list_workers()
RETURNS TABLE (name text, version text, started_at timestamptz, seen_at timestamptz, silent_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.name, p.version, p.started_at, p.seen_at,
           extract(epoch FROM greatest(clock_timestamp() - p.seen_at, interval '0'))::double precision
      FROM muster.worker_processes p ORDER BY p.name
$$;

REVOKE ALL ON FUNCTION muster.worker_is_alive, muster.worker_has_ended, muster.list_workers
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.worker_is_alive, muster.worker_has_ended TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.list_workers TO muster_admin;
