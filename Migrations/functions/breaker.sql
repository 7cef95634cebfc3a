-- Whether too many people leave at once.

-- Of how many people of the bound tenant so many have left: those who were there an hour ago and have access still, and
-- those who left. Exact up to `needed`; past that it only says that there are more.
CREATE OR REPLACE FUNCTION muster.breaker_base(leavers bigint, needed bigint) RETURNS bigint
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
-- looked up one after the other, each by the primary key, as where effects are carried out.
CREATE OR REPLACE FUNCTION muster.trip_breaker(leavers uuid[], generations bigint[]) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hour_ago CONSTANT timestamptz := clock_timestamp() - interval '1 hour';
    counted_from CONSTANT timestamptz :=
        greatest(hour_ago, (SELECT max(h.resolved_at) FROM muster.holds h));
    most_people integer;
    most_percent integer;
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
    SELECT coalesce(s.breaker_people, b.people), coalesce(s.breaker_percent, b.percent) INTO most_people, most_percent
      FROM muster.usual_breaker() b LEFT JOIN muster.tenant_settings s ON true;
    -- Everybody may leave: there is nothing to count.
    IF most_percent = 100 THEN
        RETURN false;
    END IF;

    FOR place IN 1..cardinality(leavers) LOOP
        SELECT o.started_at, o.status_before <> 'deactivated' INTO left_at, had_access FROM muster.offboardings o
         WHERE o.user_id = leavers[place] AND o.generation = generations[place];
        CONTINUE WHEN left_at <= counted_from;
        -- Who was deactivated and is deleted now has left before; but perhaps so soon before that nobody has counted
        -- it.
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

REVOKE ALL ON FUNCTION muster.breaker_base, muster.trip_breaker
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.breaker_base, muster.trip_breaker TO muster_worker;
