-- What a worker does about people who have left: many of them in one transaction, with the proof of it.

-- Who works on the leavings of the bound tenant: one transaction at a time, so that what is counted is counted once,
-- and what is undone is not carried out at the same moment. Nobody who leaves asks for it.
CREATE OR REPLACE FUNCTION muster.leavings_lock() RETURNS bigint
LANGUAGE sql STABLE
AS $$ SELECT hashtextextended('muster.leavings/' || muster.current_tenant()::text, 0) $$;

-- Has the product told of people who have left: to how many endpoints of each, in the same order.
CREATE OR REPLACE FUNCTION muster.tell_of_leaving(
    leavers uuid[], generations bigint[], kinds text[], moments timestamptz[]
) RETURNS integer[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM muster.webhook_endpoints) THEN
        RETURN array_fill(0, ARRAY[cardinality(leavers)]);
    END IF;
    RETURN ARRAY(SELECT n.deliveries::integer FROM muster.queue_notices(leavers, generations, kinds, moments) n);
END
$$;

-- Carries out what follows for people of the bound tenant who have left, at most so many, with the proof of it.
--
-- Where it fails for one of them, all of this batch go to the queue of jobs instead, an effect each, which tries again,
-- and in the end shows staff what is in the way.
CREATE OR REPLACE FUNCTION muster.carry_out_offboardings(
    how_many integer, OUT carried_out bigint, OUT handed_over bigint, OUT deliveries bigint
)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET enable_sort = off SET enable_incremental_sort = off
AS $$
DECLARE
    open_since timestamptz;
    people uuid[];
    generations bigint[];
    kinds text[];
    moments timestamptz[];
    endpoints integer[];
    undoing uuid;
BEGIN
    carried_out := 0;
    handed_over := 0;
    deliveries := 0;
    IF NOT pg_try_advisory_xact_lock(muster.leavings_lock()) THEN
        RETURN;
    END IF;
    FOR undoing IN
        SELECT h.id FROM muster.holds h
         WHERE h.resolution = 'undone' AND (
                h.finished_at IS NULL OR EXISTS (
                    SELECT FROM muster.offboardings o
                     WHERE o.is_pending AND o.started_at BETWEEN h.began_at AND h.resolved_at
                       AND o.undo_outcome IS NULL))
    LOOP
        carried_out := carried_out + muster.bring_back(undoing, how_many);
    END LOOP;

    SELECT h.began_at INTO open_since FROM muster.holds h WHERE h.resolved_at IS NULL;
    SELECT array_agg(d.user_id), array_agg(d.generation), array_agg(d.started_at),
           array_agg(CASE WHEN d.is_deletion THEN 'user.deleted' ELSE 'user.deactivated' END)
      INTO people, generations, moments, kinds FROM (
        SELECT o.user_id, o.generation, o.started_at, o.is_deletion FROM muster.offboardings o
         WHERE o.is_pending AND o.started_at < coalesce(open_since, 'infinity')
           AND NOT EXISTS (
                SELECT FROM muster.holds h
                 WHERE h.resolution = 'undone' AND o.undo_outcome IS NULL
                   AND o.started_at BETWEEN h.began_at AND h.resolved_at)
         ORDER BY o.tenant_id, o.started_at, o.user_id LIMIT how_many FOR UPDATE OF o SKIP LOCKED) d;
    IF people IS NULL OR (open_since IS NULL AND muster.trip_breaker(people, generations)) THEN
        RETURN;
    END IF;

    BEGIN
        endpoints := muster.tell_of_leaving(people, generations, kinds, moments);
        PERFORM muster.carry_out_effects(people, generations, endpoints);
        carried_out := carried_out + cardinality(people);
    EXCEPTION
        -- Somebody else was in the way: the next look will do.
        WHEN deadlock_detected OR serialization_failure OR lock_not_available THEN
            RETURN;
        WHEN OTHERS THEN
            RAISE WARNING 'effects are carried out one by one: %', SQLERRM;
            INSERT INTO muster.jobs (kind, ordering_key, subject_id, generation)
            SELECT e.effect, e.effect || ':' || l.user_id, l.user_id, l.generation
              FROM unnest(people, generations) l (user_id, generation)
             CROSS JOIN (VALUES ('revoke_keys'), ('end_sessions'), ('soft_delete_membership')) e (effect);
            endpoints := muster.tell_of_leaving(people, generations, kinds, moments);
            UPDATE muster.offboardings o
               SET is_pending = false, was_counted = true, endpoints_left = l.endpoints,
                   notified_at = CASE l.endpoints WHEN 0 THEN clock_timestamp() END
              FROM unnest(people, generations, endpoints) l (user_id, generation, endpoints)
             WHERE o.user_id = l.user_id AND o.generation = l.generation;
            handed_over := cardinality(people);
    END;
    deliveries := coalesce((SELECT sum(e) FROM unnest(endpoints) e), 0);
END
$$;

-- What is taken from people who have left, one after the other, each by its index.
--
-- As one statement with arrays this may read all keys of a tenant: a search for each person looks dearer to the planner
-- than reading once what it takes for a few rows.
CREATE OR REPLACE FUNCTION muster.carry_out_effects(
    leavers uuid[], generations bigint[], endpoints integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    now_done CONSTANT timestamptz := clock_timestamp();
    place integer;
    keys_gone integer;
    sessions_gone integer;
    memberships_gone integer;
BEGIN
    FOR place IN 1..cardinality(leavers) LOOP
        UPDATE muster.keys k SET revoked_at = now_done, revoked_by_generation = generations[place]
         WHERE k.user_id = leavers[place] AND k.revoked_at IS NULL;
        GET DIAGNOSTICS keys_gone = ROW_COUNT;
        UPDATE muster.sessions s SET ended_at = now_done, ended_by_generation = generations[place]
         WHERE s.user_id = leavers[place] AND s.ended_at IS NULL;
        GET DIAGNOSTICS sessions_gone = ROW_COUNT;
        UPDATE muster.memberships m SET deleted_at = now_done, deleted_by_generation = generations[place]
         WHERE m.user_id = leavers[place] AND m.deleted_at IS NULL;
        GET DIAGNOSTICS memberships_gone = ROW_COUNT;
        UPDATE muster.offboardings o
           SET is_pending = false, was_counted = true,
               keys_revoked_at = coalesce(o.keys_revoked_at, now_done), keys_revoked = o.keys_revoked + keys_gone,
               sessions_ended_at = coalesce(o.sessions_ended_at, now_done),
               sessions_ended = o.sessions_ended + sessions_gone,
               membership_deleted_at = coalesce(o.membership_deleted_at, now_done),
               memberships_deleted = o.memberships_deleted + memberships_gone,
               endpoints_left = endpoints[place],
               notified_at = CASE endpoints[place] WHEN 0 THEN now_done ELSE o.notified_at END
         WHERE o.user_id = leavers[place] AND o.generation = generations[place];
    END LOOP;
END
$$;

-- Has the worker carry out leavings of several tenants, in one transaction; `behind` is the tenant that the last call
-- ended with. Nothing of a tenant that is offboarded is carried out any more, and a tenant of whom something fails
-- keeps no other from being looked at.
--
-- So few tenants at once, since each has savepoints of its own: with more than 64 in a transaction all others get
-- slower.
CREATE OR REPLACE FUNCTION muster.run_offboardings(
    behind uuid, how_many integer,
    OUT carried_out bigint, OUT handed_over bigint, OUT failed bigint, OUT deliveries bigint, OUT last_tenant uuid
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most_tenants CONSTANT integer := 25;
    lowest_tenant CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
    done record;
BEGIN
    carried_out := 0;
    handed_over := 0;
    failed := 0;
    deliveries := 0;
    FOR last_tenant IN SELECT d FROM muster.tenants_with_leavings(behind, most_tenants) d LOOP
        BEGIN
            PERFORM set_config('muster.tenant', last_tenant::text, true);
            SELECT * INTO done FROM muster.carry_out_offboardings(how_many);
            carried_out := carried_out + done.carried_out;
            handed_over := handed_over + done.handed_over;
            deliveries := deliveries + done.deliveries;
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'leavings of tenant % are not carried out: %', last_tenant, SQLERRM;
            failed := failed + 1;
        END;
        EXIT WHEN carried_out + handed_over >= how_many;
    END LOOP;
    last_tenant := coalesce(last_tenant, lowest_tenant);
END
$$;

-- Up to so many tenants behind one for whom a worker has something to do now, each found by one look into an index
-- however many have left there; then from the first one on.
CREATE OR REPLACE FUNCTION muster.tenants_with_leavings(behind uuid, enough integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off
SET jit = off
AS $$
DECLARE
    most_looked_at CONSTANT integer := 1000;
    last_one uuid := behind;
    oldest timestamptz;
    has_wrapped boolean := false;
    found_so_far integer := 0;
BEGIN
    FOR step IN 1..most_looked_at LOOP
        SELECT o.tenant_id, o.started_at INTO last_one, oldest FROM muster.offboardings o
         WHERE o.is_pending AND o.tenant_id > last_one
         ORDER BY o.tenant_id, o.started_at, o.user_id LIMIT 1;
        IF NOT FOUND THEN
            EXIT WHEN has_wrapped;
            has_wrapped := true;
            last_one := '00000000-0000-0000-0000-000000000000';
            CONTINUE;
        END IF;
        EXIT WHEN has_wrapped AND last_one > behind;
        CONTINUE WHEN EXISTS (
                SELECT FROM muster.holds h
                 WHERE h.tenant_id = last_one AND h.resolved_at IS NULL AND h.began_at <= oldest)
            OR EXISTS (SELECT FROM muster.tenants t WHERE t.id = last_one AND t.status = 'offboarded');
        RETURN NEXT last_one;
        found_so_far := found_so_far + 1;
        EXIT WHEN found_so_far >= enough;
    END LOOP;
    -- Whom undoing has not come to yet may have nothing pending.
    RETURN QUERY
    SELECT h.tenant_id FROM muster.holds h WHERE h.resolution = 'undone' AND h.finished_at IS NULL LIMIT enough;
END
$$;

-- For how long the effects that have waited longest have been due, over all tenants: for metrics and the doctor.
CREATE OR REPLACE FUNCTION muster.oldest_leaving_seconds() RETURNS double precision
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_incremental_sort = off
SET jit = off
AS $$
BEGIN
    RETURN (
        SELECT coalesce(max(extract(epoch FROM clock_timestamp() - (
                   SELECT o.started_at FROM muster.offboardings o
                    WHERE o.is_pending AND o.tenant_id = d.tenant
                    ORDER BY o.tenant_id, o.started_at, o.user_id LIMIT 1))), 0)::double precision
          FROM muster.tenants_with_leavings('00000000-0000-0000-0000-000000000000', 1000) d (tenant));
END
$$;

REVOKE ALL ON FUNCTION
    muster.leavings_lock, muster.tell_of_leaving, muster.carry_out_offboardings, muster.carry_out_effects,
    muster.run_offboardings, muster.tenants_with_leavings, muster.oldest_leaving_seconds
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.leavings_lock, muster.oldest_leaving_seconds TO muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.tell_of_leaving, muster.carry_out_offboardings, muster.carry_out_effects, muster.run_offboardings,
    muster.tenants_with_leavings
    TO muster_worker;
