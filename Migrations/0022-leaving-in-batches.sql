-- When somebody leaves: one row says so, a worker carries out what follows for many people at once, and a hold is a
-- span of time.
--
-- Who leaves writes one row of `offboardings` and nothing else, so that leaving costs little more than any other change.
-- That row is the promise, the place in the queue and the proof: it is pending until a worker, in one transaction for
-- hundreds of people, has revoked their keys, ended their sessions, taken their memberships away, and noted in the row
-- when it did and of how many. What an effect takes away is marked with the leaving that took it, so that undoing brings
-- back that and no more.
--
-- Whether too many people leave is asked where the effects are carried out, once for each batch, and nobody who leaves
-- waits for anybody. A hold takes in all who left from `began_at` until it is resolved: nothing has to be written to any
-- of their rows when it opens or closes.

-- The queue of effects as jobs goes, and with it what waited there: every effect does nothing a second time, so that
-- whatever is not known to be done becomes pending again.
CALL muster.open_to_owner('muster.offboardings');
ALTER TABLE muster.receipts NO FORCE ROW LEVEL SECURITY;
DELETE FROM muster.jobs j
 WHERE j.kind IN ('revoke_keys', 'end_sessions', 'soft_delete_membership')
    OR (j.state = 'held' AND EXISTS (SELECT FROM muster.holds h WHERE h.id = j.hold_id));

ALTER TABLE muster.holds
    -- When the first of those left whom the hold takes in.
    ADD COLUMN began_at timestamptz,
    -- Who resolved it.
    ADD COLUMN resolved_by text COLLATE "C",
    -- How many people undoing has brought back, up to whom it has come, and when it was through.
    ADD COLUMN returned integer NOT NULL DEFAULT 0,
    ADD COLUMN undone_until timestamptz,
    ADD COLUMN finished_at timestamptz;
UPDATE muster.holds h
   SET began_at = least(h.opened_at, (SELECT min(o.started_at) FROM muster.offboardings o
                                       WHERE o.tenant_id = h.tenant_id AND o.hold_id = h.id)),
       finished_at = h.resolved_at;
ALTER TABLE muster.holds ALTER COLUMN began_at SET NOT NULL;
-- Undoing that is not through yet.
CREATE INDEX holds_unfinished ON muster.holds (tenant_id) WHERE resolution = 'undone' AND finished_at IS NULL;

ALTER TABLE muster.offboardings
    DROP COLUMN hold_id,
    -- Whether a worker has still to carry out the effects.
    ADD COLUMN is_pending boolean NOT NULL DEFAULT true,
    -- Each effect: when it was carried out, and of how many things.
    ADD COLUMN keys_revoked_at timestamptz,
    ADD COLUMN keys_revoked integer NOT NULL DEFAULT 0,
    ADD COLUMN sessions_ended_at timestamptz,
    ADD COLUMN sessions_ended integer NOT NULL DEFAULT 0,
    ADD COLUMN membership_deleted_at timestamptz,
    ADD COLUMN memberships_deleted integer NOT NULL DEFAULT 0,
    -- When the last endpoint was through, how many acknowledged, and how many are still to be told.
    ADD COLUMN notified_at timestamptz,
    ADD COLUMN endpoints_notified integer NOT NULL DEFAULT 0,
    ADD COLUMN endpoints_left integer NOT NULL DEFAULT 0,
    -- When the person came back or left again: what had not been carried out then never was.
    ADD COLUMN superseded_at timestamptz,
    -- Whether the breaker has counted it.
    ADD COLUMN was_counted boolean NOT NULL DEFAULT false,
    -- How often it took, where effects had to be carried out one by one.
    ADD COLUMN attempts integer NOT NULL DEFAULT 1,
    -- What undoing the hold came to for this leaving.
    ADD COLUMN undo_outcome text COLLATE "C",
    ADD CONSTRAINT offboardings_undo_outcome_check
        CHECK (undo_outcome IN ('undone', 'moved_on', 'taken', 'anonymised'));
DROP INDEX IF EXISTS muster.offboardings_hold;
DROP INDEX muster.offboardings_recent;

UPDATE muster.offboardings o
   SET keys_revoked_at = r.keys_at, keys_revoked = coalesce(r.keys, 0),
       sessions_ended_at = r.sessions_at, sessions_ended = coalesce(r.sessions, 0),
       membership_deleted_at = r.memberships_at, memberships_deleted = coalesce(r.memberships, 0),
       notified_at = r.notified_at, endpoints_notified = coalesce(r.notified, 0),
       superseded_at = r.superseded_at, attempts = r.attempts, is_pending = r.receipts < 4
  FROM (SELECT p.tenant_id, p.user_id, p.generation, count(*) AS receipts, max(p.attempt) AS attempts,
               min(p.finished_at) FILTER (WHERE p.state = 'superseded') AS superseded_at,
               min(p.finished_at) FILTER (WHERE p.effect = 'revoke_keys' AND p.state = 'done') AS keys_at,
               sum(p.count) FILTER (WHERE p.effect = 'revoke_keys')::integer AS keys,
               min(p.finished_at) FILTER (WHERE p.effect = 'end_sessions' AND p.state = 'done') AS sessions_at,
               sum(p.count) FILTER (WHERE p.effect = 'end_sessions')::integer AS sessions,
               min(p.finished_at) FILTER (
                   WHERE p.effect = 'soft_delete_membership' AND p.state = 'done') AS memberships_at,
               sum(p.count) FILTER (WHERE p.effect = 'soft_delete_membership')::integer AS memberships,
               min(p.finished_at) FILTER (WHERE p.effect = 'notify' AND p.state = 'done') AS notified_at,
               sum(p.count) FILTER (WHERE p.effect = 'notify')::integer AS notified
          FROM muster.receipts p GROUP BY p.tenant_id, p.user_id, p.generation) r
 WHERE o.tenant_id = r.tenant_id AND o.user_id = r.user_id AND o.generation = r.generation;
UPDATE muster.offboardings o SET is_pending = false, undo_outcome = 'undone' WHERE o.undone_at IS NOT NULL;

-- Those of a span of time: what the breaker and a hold look at.
CREATE INDEX offboardings_started ON muster.offboardings (tenant_id, started_at);
-- What a worker has still to do. The last column is asked for in every order, so that no other index has it.
CREATE INDEX offboardings_pending ON muster.offboardings (tenant_id, started_at, user_id) WHERE is_pending;
-- A row is written to once more, soon.
ALTER TABLE muster.offboardings SET (fillfactor = 80);

-- Statistics from before the first row, as the eleventh migration takes them of other tables: plans that were made while
-- the table was empty would look through all who have left for each of them. The rows name nobody.
ALTER TABLE muster.offboardings DROP CONSTRAINT offboardings_user_fkey;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM muster.offboardings) THEN
        INSERT INTO muster.offboardings
               (tenant_id, user_id, generation, is_deletion, status_before, access_epoch_before, is_pending, started_at)
        SELECT md5(greatest(n, 900)::text)::uuid, gen_random_uuid(), 2, false, 'active', now(), n % 100 = 0,
               now() - n * interval '1 minute'
          FROM generate_series(1, 1000) n;
        ANALYZE muster.offboardings;
        DELETE FROM muster.offboardings;
    END IF;
END
$$;
ALTER TABLE muster.offboardings
    ADD CONSTRAINT offboardings_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id);
ALTER TABLE muster.offboardings SET (autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 5000);

-- The leaving that took something away, by its generation: undoing it gives that back.
ALTER TABLE muster.keys ADD COLUMN revoked_by_generation bigint;
ALTER TABLE muster.sessions ADD COLUMN ended_by_generation bigint;
ALTER TABLE muster.memberships ADD COLUMN deleted_by_generation bigint;

-- The proof, one row for each effect that was carried out or was overtaken.
DROP TABLE muster.receipts;
DROP TABLE muster.notifications;
CREATE VIEW muster.receipts WITH (security_invoker = true) AS
    SELECT o.tenant_id, o.user_id, o.generation, e.effect,
           CASE WHEN e.done_at IS NULL THEN 'superseded' ELSE 'done' END COLLATE "C" AS state,
           e.count::bigint AS count, o.attempts AS attempt, coalesce(e.done_at, o.superseded_at) AS finished_at
      FROM muster.offboardings o
     CROSS JOIN LATERAL (
        VALUES ('revoke_keys' COLLATE "C", o.keys_revoked_at, o.keys_revoked),
               ('end_sessions', o.sessions_ended_at, o.sessions_ended),
               ('soft_delete_membership', o.membership_deleted_at, o.memberships_deleted),
               ('notify', o.notified_at, o.endpoints_notified)) e (effect, done_at, count)
     WHERE coalesce(e.done_at, o.superseded_at) IS NOT NULL;
GRANT SELECT ON muster.receipts TO muster_app, muster_worker, muster_admin;

-- What the breaker has counted: people who left, by the minute; each once an hour.
CREATE TABLE muster.breaker_minutes (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    minute timestamptz NOT NULL,
    people integer NOT NULL,
    CONSTRAINT breaker_minutes_pkey PRIMARY KEY (tenant_id, minute)
);
CALL muster.isolate('muster.breaker_minutes');

-- Of how many: those who were there an hour ago, so that whoever makes people up cannot have more of the others leave.
-- Counted only as far as it takes to know, and now and then.
CREATE TABLE muster.breaker_bases (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    people bigint NOT NULL,
    -- Whether these are all.
    is_whole boolean NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT breaker_bases_pkey PRIMARY KEY (tenant_id)
);
CALL muster.isolate('muster.breaker_bases');

GRANT SELECT, INSERT, UPDATE, DELETE ON muster.breaker_minutes, muster.breaker_bases TO muster_worker;
GRANT SELECT, DELETE ON muster.breaker_minutes, muster.breaker_bases TO muster_admin;
REVOKE INSERT ON muster.holds FROM muster_app;
GRANT INSERT, UPDATE ON muster.holds TO muster_worker;
GRANT INSERT, UPDATE ON muster.offboardings TO muster_worker, muster_admin;
GRANT UPDATE (is_pending, superseded_at) ON muster.offboardings TO muster_app;
GRANT UPDATE (revoked_by_generation) ON muster.keys TO muster_worker, muster_admin;
GRANT UPDATE (ended_by_generation) ON muster.sessions TO muster_worker, muster_admin;
GRANT SELECT, INSERT ON muster.group_members TO muster_worker;
GRANT SELECT, UPDATE ON muster.groups TO muster_worker;

DROP FUNCTION muster.hold_for_one_more();
DROP FUNCTION muster.begin_offboarding(uuid, bigint, text, timestamptz, boolean, text);
DROP FUNCTION muster.begin_return(uuid, bigint);
DROP FUNCTION muster.undo_hold(uuid);
DROP FUNCTION muster.undo_offboarding(muster.offboardings);

-- Who works on the leavings of the bound tenant: one transaction at a time, so that what is counted is counted once,
-- and what is undone is not carried out at the same moment. Nobody who leaves asks for it.
CREATE FUNCTION muster.leavings_lock() RETURNS bigint
LANGUAGE sql STABLE
AS $$ SELECT hashtextextended('muster.leavings/' || muster.current_tenant()::text, 0) $$;

-- The hold that takes in a leaving, or NULL.
CREATE FUNCTION muster.hold_of(left_at timestamptz) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT h.id FROM muster.holds h
             WHERE left_at >= h.began_at AND left_at <= coalesce(h.resolved_at, 'infinity')
             ORDER BY h.began_at LIMIT 1);
END
$$;

-- Of how many people of the bound tenant so many have left: those who were there an hour ago and have access still, and
-- those who left. Exact up to `needed`; past that it only says that there are more.
CREATE FUNCTION muster.breaker_base(leavers bigint, needed bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most CONSTANT bigint := 2 * needed + 1000;
    known muster.breaker_bases;
BEGIN
    SELECT * INTO known FROM muster.breaker_bases b
     WHERE b.counted_at > clock_timestamp() - interval '10 minutes' AND (b.is_whole OR b.people >= needed);
    IF NOT FOUND THEN
        INSERT INTO muster.breaker_bases AS b (people, is_whole)
        SELECT leavers + count(*), count(*) < most
          FROM (SELECT FROM muster.users u
                 WHERE u.status <> 'deactivated' AND u.deleted_at IS NULL
                   AND u.created_at < clock_timestamp() - interval '1 hour'
                 LIMIT most) still_there
        ON CONFLICT (tenant_id) DO UPDATE
           SET people = excluded.people, is_whole = excluded.is_whole, counted_at = clock_timestamp()
        RETURNING * INTO known;
    END IF;
    RETURN known.people;
END
$$;

-- Counts people who have left, and opens a hold where they are too many. Says whether one stands now.
--
-- Each person counts once an hour, however often they leave meanwhile, and since the last hold was resolved. They are
-- looked up one after the other, each by the primary key: see below.
CREATE FUNCTION muster.trip_breaker(leavers uuid[], generations bigint[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hour_ago CONSTANT timestamptz := clock_timestamp() - interval '1 hour';
    counted_from CONSTANT timestamptz :=
        greatest(hour_ago, (SELECT max(h.resolved_at) FROM muster.holds h));
    most_people integer := 20;
    most_percent integer := 20;
    minutes timestamptz[] := '{}';
    place integer;
    earlier record;
    left_at timestamptz;
    had_access boolean;
    was_counted boolean;
    people bigint;
    base bigint;
    hold uuid;
BEGIN
    SELECT s.breaker_people, s.breaker_percent INTO most_people, most_percent FROM muster.tenant_settings s;
    most_people := coalesce(most_people, 20);
    most_percent := coalesce(most_percent, 20);
    -- Everybody may leave: there is nothing to count.
    IF most_percent = 100 THEN
        RETURN false;
    END IF;

    FOR place IN 1..cardinality(leavers) LOOP
        SELECT o.started_at, o.status_before <> 'deactivated' INTO left_at, had_access FROM muster.offboardings o
         WHERE o.user_id = leavers[place] AND o.generation = generations[place];
        CONTINUE WHEN left_at <= counted_from;
        -- Who was deactivated and is deleted now has left before; but perhaps so soon before that nobody has counted it.
        was_counted := false;
        FOR earlier IN
            SELECT e.started_at, e.status_before, e.was_counted FROM muster.offboardings e
             WHERE e.user_id = leavers[place] AND e.generation < generations[place]
             ORDER BY e.generation DESC LIMIT 100
        LOOP
            EXIT WHEN earlier.started_at <= counted_from OR was_counted;
            was_counted := earlier.was_counted;
            had_access := had_access OR earlier.status_before <> 'deactivated';
        END LOOP;
        IF had_access AND NOT was_counted THEN
            minutes := minutes || date_trunc('minute', left_at);
        END IF;
    END LOOP;
    INSERT INTO muster.breaker_minutes AS m (minute, people)
    SELECT n.minute, count(*) FROM unnest(minutes) n (minute) GROUP BY n.minute
    ON CONFLICT (tenant_id, minute) DO UPDATE SET people = m.people + excluded.people;
    DELETE FROM muster.breaker_minutes m WHERE m.minute < hour_ago - interval '1 minute';
    SELECT coalesce(sum(m.people), 0) INTO people FROM muster.breaker_minutes m WHERE m.minute > hour_ago;
    IF people <= most_people THEN
        RETURN false;
    END IF;
    base := muster.breaker_base(people, people * 100 / greatest(most_percent, 1) + 1);
    IF people * 100 <= base * most_percent THEN
        RETURN false;
    END IF;
    INSERT INTO muster.holds (people, base, began_at)
    SELECT people, base, coalesce((
        SELECT o.started_at FROM muster.offboardings o
         WHERE o.started_at > counted_from ORDER BY o.tenant_id, o.started_at LIMIT 1), clock_timestamp())
    RETURNING id INTO hold;
    INSERT INTO muster.events (kind, actor_kind, subject_kind, subject_id, data)
    VALUES ('offboarding.held', 'worker', 'offboarding', hold, jsonb_build_object('people', people, 'base', base));
    RETURN true;
END
$$;

-- Has the product told of people who have left: to how many endpoints of each, in the same order.
CREATE FUNCTION muster.tell_of_leaving(leavers uuid[], generations bigint[], kinds text[], moments timestamptz[])
RETURNS integer[]
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
CREATE FUNCTION muster.carry_out_offboardings(
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
CREATE FUNCTION muster.carry_out_effects(leavers uuid[], generations bigint[], endpoints integer[]) RETURNS void
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

-- Ends the word to one endpoint about one leaving. With the last of them the effect is carried out, or overtaken where
-- no endpoint has acknowledged it and the person has come back or left again.
CREATE OR REPLACE FUNCTION muster.notification_ended(
    person uuid, of_generation bigint, is_acknowledged boolean
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    is_overtaken CONSTANT boolean := NOT EXISTS (
        SELECT FROM muster.users u WHERE u.id = person AND u.generation = of_generation);
BEGIN
    UPDATE muster.offboardings o
       SET endpoints_left = o.endpoints_left - 1,
           endpoints_notified = o.endpoints_notified + is_acknowledged::integer,
           notified_at = CASE
               WHEN o.endpoints_left = 1 AND NOT (is_overtaken AND NOT is_acknowledged AND o.endpoints_notified = 0)
               THEN clock_timestamp() END,
           superseded_at = CASE
               WHEN o.endpoints_left = 1 AND is_overtaken AND NOT is_acknowledged AND o.endpoints_notified = 0
               THEN coalesce(o.superseded_at, clock_timestamp()) ELSE o.superseded_at END
     WHERE o.user_id = person AND o.generation = of_generation AND o.endpoints_left > 0;
END
$$;

-- Has the worker carry out leavings of several tenants, in one transaction; `behind` is the tenant that the last call
-- ended with. Nothing of a tenant that is offboarded is carried out any more, and a tenant of whom something fails
-- keeps no other from being looked at.
--
-- So few tenants at once, since each has savepoints of its own: with more than 64 in a transaction all others get slower.
CREATE FUNCTION muster.run_offboardings(
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
CREATE FUNCTION muster.tenants_with_leavings(behind uuid, enough integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET enable_incremental_sort = off SET jit = off
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
    RETURN QUERY SELECT h.tenant_id FROM muster.holds h WHERE h.resolution = 'undone' AND h.finished_at IS NULL LIMIT enough;
END
$$;

-- For how long the effects that have waited longest have been due, over all tenants: for metrics and the doctor.
CREATE FUNCTION muster.oldest_leaving_seconds() RETURNS double precision
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

-- Undoing ---------------------------------------------------------------------------------------------------------

-- Closes a hold of the bound tenant; MU404 unless it is open. What it held goes on from here: to be carried out where
-- it is approved, to be brought back where it is undone. Who left before `since` is none of its people then: their effects
-- are carried out. The breaker begins to count anew.
CREATE FUNCTION muster.resolve_hold(resolved uuid, chosen text, since timestamptz, staff text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.holds h
       SET resolved_at = clock_timestamp(), resolution = chosen, resolved_by = staff,
           began_at = greatest(h.began_at, since)
     WHERE h.id = resolved AND h.resolved_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such open hold' USING ERRCODE = 'MU404';
    END IF;
    DELETE FROM muster.breaker_minutes;
    DELETE FROM muster.breaker_bases;
END
$$;

-- Whether a hold takes in a leaving. The planner does not look into it: whoever knows a person goes by the person, and not
-- through all who left meanwhile.
CREATE FUNCTION muster.is_within(left_at timestamptz, hold muster.holds) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN left_at BETWEEN hold.began_at AND hold.resolved_at;
END
$$;

-- Brings back people who left under a hold that is to be undone, at most so many: status, sessions, keys, membership and
-- groups as they were. Returns how many it looked at; 0 once it is through.
--
-- Somebody can leave twice under one hold: first deactivated, then deleted. What they were is what the first of these
-- generations found, as far as these follow one another up to the present one. Who has come back or left again since is
-- left alone, who was anonymised cannot be brought back, and nobody whose name or externalId somebody else has by now.
--
-- Groups are locked before people, as everywhere.
CREATE FUNCTION muster.bring_back(undone uuid, how_many integer) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hold muster.holds;
    leavers uuid[];
    reached timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(muster.leavings_lock());
    SELECT * INTO hold FROM muster.holds h WHERE h.id = undone AND h.resolution = 'undone' FOR UPDATE;
    SELECT array_agg(DISTINCT d.user_id), max(d.started_at) INTO leavers, reached FROM (
        SELECT o.user_id, o.started_at FROM muster.offboardings o
         WHERE o.started_at BETWEEN greatest(hold.began_at, hold.undone_until) AND hold.resolved_at
           AND o.undo_outcome IS NULL
         ORDER BY o.tenant_id, o.started_at LIMIT how_many) d;
    IF leavers IS NULL THEN
        -- Those who were late with their commit may stand before the place that was reached.
        IF hold.undone_until IS NOT NULL THEN
            UPDATE muster.holds h SET undone_until = NULL WHERE h.id = undone;
            RETURN muster.bring_back(undone, how_many);
        END IF;
        PERFORM muster.finish_undoing(hold);
        RETURN 0;
    END IF;

    PERFORM FROM muster.groups g
      WHERE g.id IN (SELECT unnest(o.groups_before) FROM muster.offboardings o WHERE o.user_id = ANY (leavers))
      ORDER BY g.id FOR UPDATE;
    PERFORM FROM muster.users u WHERE u.id = ANY (leavers) ORDER BY u.id FOR UPDATE;
    PERFORM muster.restore_people(hold, leavers);
    UPDATE muster.holds h
       SET undone_until = reached,
           returned = h.returned + (
               SELECT count(DISTINCT o.user_id) FROM muster.offboardings o
                WHERE o.user_id = ANY (leavers) AND o.undo_outcome = 'undone'
                  AND muster.is_within(o.started_at, h))
     WHERE h.id = undone;
    RETURN cardinality(leavers);
END
$$;

-- Restores people whose rows and groups are locked, and notes for every leaving of theirs under the hold what it came to.
CREATE FUNCTION muster.restore_people(hold muster.holds, people uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person record;
    was_told uuid[] := '{}';
    told_generations bigint[] := '{}';
BEGIN
    FOR person IN
        SELECT u.id, u.generation, u.deleted_at IS NOT NULL AS is_deleted, u.anonymised_at IS NOT NULL AS is_anonymous,
               u.user_name_key, l.first_generation, f.status_before, f.access_epoch_before
          FROM muster.users u
          LEFT JOIN LATERAL (
                -- Generations that follow one another lie as far from their number in the row as the latest does.
                SELECT min(r.generation) AS first_generation FROM (
                    SELECT o.generation, o.generation + row_number() OVER (ORDER BY o.generation DESC) AS run
                      FROM muster.offboardings o
                     WHERE o.user_id = u.id AND o.generation <= u.generation AND o.undo_outcome IS NULL
                       AND muster.is_within(o.started_at, hold)) r
                 WHERE r.run = u.generation + 1) l ON true
          LEFT JOIN muster.offboardings f ON f.user_id = u.id AND f.generation = l.first_generation
         WHERE u.id = ANY (people) ORDER BY u.id
    LOOP
        IF person.first_generation IS NULL THEN
            PERFORM muster.note_undoing(hold, person.id, 0, person.generation, 'moved_on');
        ELSIF person.is_anonymous THEN
            PERFORM muster.note_undoing(hold, person.id, 0, person.generation, 'anonymised');
        ELSIF person.is_deleted AND muster.is_taken(person.id, person.user_name_key) THEN
            PERFORM muster.note_undoing(hold, person.id, 0, person.generation, 'taken');
        ELSE
            PERFORM muster.restore_person(
                person.id, person.generation, person.first_generation, person.status_before,
                person.access_epoch_before);
            PERFORM muster.note_undoing(hold, person.id, person.first_generation, person.generation, 'undone');
            INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, data)
            SELECT CASE person.status_before WHEN 'deactivated' THEN 'user.restored' ELSE 'user.reactivated' END,
                   'staff', hold.resolved_by, 'user', person.id,
                   jsonb_build_object('hold', hold.id, 'undone', true, 'status', person.status_before);
            IF person.status_before = 'deactivated' THEN
                -- What they had left before is carried out for sure.
                INSERT INTO muster.offboardings (user_id, generation, is_deletion, status_before, access_epoch_before)
                VALUES (person.id, person.generation + 1, false, 'deactivated', person.access_epoch_before);
            ELSE
                was_told := was_told || person.id;
                told_generations := told_generations || (person.generation + 1);
            END IF;
        END IF;
    END LOOP;
    PERFORM muster.rejoin_groups(hold, people);
    PERFORM muster.tell_of_return(was_told, told_generations);
END
$$;

-- Whether somebody else has what a deleted person would have again.
CREATE FUNCTION muster.is_taken(person uuid, name_key text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM muster.users u WHERE u.user_name_key = name_key AND u.deleted_at IS NULL)
        OR EXISTS (
            SELECT FROM muster.user_external_ids own
              JOIN muster.user_external_ids other ON other.tenant_id = own.tenant_id
               AND other.connection_id = own.connection_id AND other.external_id = own.external_id
               AND other.user_id <> own.user_id AND NOT other.is_released
             WHERE own.user_id = person);
END
$$;

-- Puts one person back to what they were before `first_generation`. Who was deactivated then gets back no key, session
-- or membership: they had left before.
CREATE FUNCTION muster.restore_person(
    person uuid, last_generation bigint, first_generation bigint, old_status text, old_epoch timestamptz
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.users u
       SET status = old_status, access_epoch = old_epoch, deleted_at = NULL,
           deactivated_at = CASE old_status WHEN 'deactivated' THEN u.deactivated_at END,
           generation = u.generation + 1, version = u.version + 1,
           updated_at = date_trunc('milliseconds', now())
     WHERE u.id = person;
    IF old_status = 'deactivated' THEN
        RETURN;
    END IF;
    UPDATE muster.keys k SET revoked_at = NULL, revoked_by_generation = NULL
     WHERE k.user_id = person AND k.revoked_by_generation BETWEEN first_generation AND last_generation;
    UPDATE muster.sessions s SET ended_at = NULL, ended_by_generation = NULL
     WHERE s.user_id = person AND s.ended_by_generation BETWEEN first_generation AND last_generation;
    UPDATE muster.memberships m SET deleted_at = NULL, deleted_by_generation = NULL
     WHERE m.user_id = person AND m.deleted_by_generation BETWEEN first_generation AND last_generation;
END
$$;

CREATE FUNCTION muster.note_undoing(
    hold muster.holds, person uuid, first_generation bigint, last_generation bigint, outcome text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.offboardings o
       SET undo_outcome = CASE WHEN outcome = 'undone' AND o.generation < first_generation THEN 'moved_on'
                               ELSE outcome END,
           undone_at = CASE WHEN outcome = 'undone' AND o.generation >= first_generation THEN clock_timestamp() END,
           superseded_at = CASE WHEN outcome = 'undone' AND o.generation >= first_generation
                                THEN coalesce(o.superseded_at, clock_timestamp()) ELSE o.superseded_at END,
           is_pending = o.is_pending AND outcome <> 'undone'
     WHERE o.user_id = person AND o.generation <= last_generation AND o.undo_outcome IS NULL
       AND muster.is_within(o.started_at, hold);
END
$$;

-- Puts people back into the groups that their deletion took them out of, with one event for each group.
CREATE FUNCTION muster.rejoin_groups(hold muster.holds, people uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    WITH rejoined AS (
        INSERT INTO muster.group_members (group_id, user_id)
        SELECT g.id, o.user_id
          FROM muster.offboardings o
         CROSS JOIN LATERAL unnest(o.groups_before) b (group_id)
          JOIN muster.groups g ON g.id = b.group_id
         WHERE o.user_id = ANY (people) AND o.is_deletion AND o.undo_outcome = 'undone'
           AND muster.is_within(o.started_at, hold)
        ON CONFLICT DO NOTHING
        RETURNING group_id, user_id
    ), changed AS (
        UPDATE muster.groups g
           SET version = g.version + 1,
               updated_at = date_trunc('milliseconds', now())
          FROM (SELECT DISTINCT r.group_id FROM rejoined r) c
         WHERE g.id = c.group_id
    )
    INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, data)
    SELECT 'group.members_changed', 'staff', hold.resolved_by, 'group', r.group_id,
           jsonb_build_object('added', jsonb_agg(r.user_id ORDER BY r.user_id), 'removed', '[]'::jsonb)
      FROM rejoined r GROUP BY r.group_id;
END
$$;

-- Has the product told of people who are back.
CREATE FUNCTION muster.tell_of_return(returners uuid[], generations bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, maximum_attempts)
    SELECT 'notify', 'outgoing', 'notify:' || r.user_id, r.user_id, r.generation, 10
      FROM unnest(returners, generations) r (user_id, generation)
     WHERE EXISTS (SELECT FROM muster.webhook_endpoints w WHERE w.disabled_at IS NULL);
END
$$;

-- Ends undoing, with the event that says what it came to.
CREATE FUNCTION muster.finish_undoing(hold muster.holds) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.holds h SET finished_at = clock_timestamp() WHERE h.id = hold.id AND h.finished_at IS NULL;
    IF FOUND THEN
        INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, data)
        SELECT 'offboarding.restored', 'staff', hold.resolved_by, 'offboarding', hold.id,
               jsonb_build_object('people', hold.returned, 'notReturned', count(DISTINCT o.user_id))
          FROM muster.offboardings o
         WHERE o.started_at BETWEEN hold.began_at AND hold.resolved_at
           AND o.undo_outcome IN ('taken', 'anonymised');
    END IF;
END
$$;

-- Anonymising ------------------------------------------------------------------------------------------------------

-- The hold that stands in the way of anonymising somebody: staff may still bring them back. NULL where there is none.
CREATE FUNCTION muster.hold_on(person uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT h.id FROM muster.users u
          JOIN muster.offboardings o ON o.user_id = u.id AND o.generation = u.generation
          JOIN muster.holds h ON o.started_at >= h.began_at AND o.started_at <= coalesce(h.resolved_at, 'infinity')
         WHERE u.id = person
           AND (h.resolved_at IS NULL OR (h.resolution = 'undone' AND o.undo_outcome IS NULL))
         LIMIT 1);
END
$$;

-- As before, without those whom a hold takes in. Where one was approved, that is when they left for good: the time that a
-- tenant keeps its people's data begins then.
CREATE OR REPLACE FUNCTION muster.enqueue_anonymisations(how_many integer) RETURNS bigint
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    enqueued bigint;
BEGIN
    INSERT INTO muster.jobs (tenant_id, kind, ordering_key, subject_id, generation)
    SELECT u.tenant_id, 'anonymise', 'anonymise:' || u.id, u.id, u.generation
      FROM muster.tenant_settings s
     CROSS JOIN LATERAL (
            SELECT v.tenant_id, v.id, v.generation FROM muster.users v
             WHERE v.tenant_id = s.tenant_id AND v.status = 'deactivated' AND v.anonymised_at IS NULL
               AND v.deactivated_at < clock_timestamp() - s.anonymise_after
               AND NOT EXISTS (
                    SELECT FROM muster.jobs j WHERE j.tenant_id = v.tenant_id AND j.subject_id = v.id
                       AND j.kind = 'anonymise')
               AND NOT EXISTS (
                    SELECT FROM muster.offboardings o
                      JOIN muster.holds h ON h.tenant_id = o.tenant_id AND o.started_at >= h.began_at
                       AND o.started_at <= coalesce(h.resolved_at, 'infinity')
                     WHERE o.tenant_id = v.tenant_id AND o.user_id = v.id AND o.generation = v.generation
                       AND coalesce(h.resolved_at, 'infinity') > clock_timestamp() - s.anonymise_after)
             LIMIT how_many) u
     WHERE s.anonymise_after IS NOT NULL
     LIMIT how_many;
    GET DIAGNOSTICS enqueued = ROW_COUNT;
    RETURN enqueued;
END
$$;

-- The holds that wait for staff, and those that are being undone.
CREATE OR REPLACE FUNCTION muster.tenants_with_open_holds() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.tenant_id FROM muster.holds h
     WHERE h.resolved_at IS NULL OR (h.resolution = 'undone' AND h.finished_at IS NULL)
     GROUP BY h.tenant_id ORDER BY min(h.opened_at)
$$;

REVOKE EXECUTE ON FUNCTION
    muster.leavings_lock(), muster.hold_of(timestamptz), muster.hold_on(uuid), muster.breaker_base(bigint, bigint),
    muster.trip_breaker(uuid[], bigint[]), muster.tell_of_leaving(uuid[], bigint[], text[], timestamptz[]),
    muster.carry_out_offboardings(integer), muster.carry_out_effects(uuid[], bigint[], integer[]),
    muster.run_offboardings(uuid, integer),
    muster.tenants_with_leavings(uuid, integer), muster.oldest_leaving_seconds(),
    muster.resolve_hold(uuid, text, timestamptz, text), muster.bring_back(uuid, integer),
    muster.is_within(timestamptz, muster.holds), muster.restore_people(muster.holds, uuid[]), muster.is_taken(uuid, text),
    muster.restore_person(uuid, bigint, bigint, text, timestamptz),
    muster.note_undoing(muster.holds, uuid, bigint, bigint, text), muster.rejoin_groups(muster.holds, uuid[]),
    muster.tell_of_return(uuid[], bigint[]), muster.finish_undoing(muster.holds)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.leavings_lock(), muster.hold_of(timestamptz), muster.hold_on(uuid), muster.bring_back(uuid, integer),
    muster.is_within(timestamptz, muster.holds), muster.restore_people(muster.holds, uuid[]), muster.is_taken(uuid, text),
    muster.restore_person(uuid, bigint, bigint, text, timestamptz),
    muster.note_undoing(muster.holds, uuid, bigint, bigint, text), muster.rejoin_groups(muster.holds, uuid[]),
    muster.tell_of_return(uuid[], bigint[]), muster.finish_undoing(muster.holds),
    muster.oldest_leaving_seconds()
    TO muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.breaker_base(bigint, bigint), muster.trip_breaker(uuid[], bigint[]),
    muster.tell_of_leaving(uuid[], bigint[], text[], timestamptz[]), muster.carry_out_offboardings(integer),
    muster.carry_out_effects(uuid[], bigint[], integer[]), muster.run_offboardings(uuid, integer), muster.tenants_with_leavings(uuid, integer)
    TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.resolve_hold(uuid, text, timestamptz, text) TO muster_admin;
GRANT EXECUTE ON FUNCTION muster.tell_of_return(uuid[], bigint[]) TO muster_app;
GRANT SELECT (tenant_id, disabled_at) ON muster.webhook_endpoints TO muster_app;
