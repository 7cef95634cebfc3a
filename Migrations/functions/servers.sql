-- How the servers share out among themselves what a tenant may send.

-- Says what a server is asked for, and answers what all living servers are: how many they are, and for each of the
-- tenants that were named the sum, in the same order. Who has been silent for five seconds does not count any more.
--
-- The sums are counted anew when they are 25 ms old for each living server: a few servers hear what is so at this
-- moment, and with many the work grows with what they are asked for and not with its square. Who asks is counted with
-- at least what it says itself.
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

-- Adds up what all living servers are asked for. Sums stay below what a bigint holds, whatever a server says.
CREATE OR REPLACE FUNCTION muster.count_demands() RETURNS muster.demand_totals
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

-- Says that a server is leaving, so that the others need not wait until it has been silent for long enough; the sums
-- without it are counted by whoever asks next.
CREATE OR REPLACE FUNCTION muster.leave_exchange(process uuid) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    DELETE FROM muster.server_processes p WHERE p.id = process;
    UPDATE muster.demand_totals SET counted_at = '-infinity';
$$;

REVOKE ALL ON FUNCTION muster.exchange_demands, muster.count_demands, muster.leave_exchange
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.exchange_demands, muster.leave_exchange TO muster_app;
