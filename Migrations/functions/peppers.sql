-- Which peppers the platform has, which of them programs have, and how it moves from one to another.

-- The check values of the peppers that are known: the current one, and the one before while there is one.
CREATE OR REPLACE FUNCTION muster.known_peppers(OUT current_value bytea, OUT previous_value bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT (SELECT p.value FROM muster.pepper_checks p WHERE p.state = 'current'),
           (SELECT p.value FROM muster.pepper_checks p WHERE p.state = 'previous')
      INTO current_value, previous_value;
END
$$;

-- As `known_peppers`, and notes which a program has that stays, where it has all that are known. The first pepper of the
-- first program that comes is the current one from then on. Who has been silent for 90 seconds does not count any more.
CREATE OR REPLACE FUNCTION muster.note_peppers(
    presented bytea, presented_beside bytea, holder uuid, kind text, OUT current_value bytea, OUT previous_value bytea
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM muster.pepper_checks p WHERE p.state = 'current') THEN
        INSERT INTO muster.pepper_checks (state, value) VALUES ('current', presented) ON CONFLICT DO NOTHING;
    END IF;
    SELECT k.current_value, k.previous_value INTO current_value, previous_value FROM muster.known_peppers() k;
    IF holder IS NULL OR current_value NOT IN (presented, coalesce(presented_beside, presented))
        OR previous_value NOT IN (presented, coalesce(presented_beside, presented)) THEN
        RETURN;
    END IF;
    INSERT INTO muster.pepper_holders AS h (process, program, value, other_value, seen_at)
    VALUES (holder, kind, presented, presented_beside, clock_timestamp())
    ON CONFLICT (process) DO UPDATE SET seen_at = excluded.seen_at
     WHERE h.seen_at < clock_timestamp() - interval '10 seconds';
    DELETE FROM muster.pepper_holders h
     WHERE h.process IN (SELECT d.process FROM muster.pepper_holders d
                          WHERE d.seen_at < clock_timestamp() - interval '90 seconds' FOR UPDATE SKIP LOCKED);
END
$$;

-- Says that a program has come to its end.
CREATE OR REPLACE FUNCTION muster.forget_holder(holder uuid) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ DELETE FROM muster.pepper_holders h WHERE h.process = holder $$;

-- The servers and workers that run now, and which peppers they have, by their check values.
CREATE OR REPLACE FUNCTION muster.list_pepper_holders()
RETURNS TABLE (process uuid, program text, value bytea, other_value bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.process, h.program, h.value, h.other_value FROM muster.pepper_holders h
     WHERE h.seen_at >= clock_timestamp() - interval '90 seconds' ORDER BY h.program, h.process
$$;

-- Makes another pepper the right one, and the only one. No secret from before is known afterwards.
CREATE OR REPLACE FUNCTION muster.replace_pepper(presented bytea) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    LOCK TABLE muster.pepper_checks IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM muster.pepper_checks p WHERE p.state <> 'retired' OR p.value = presented;
    INSERT INTO muster.pepper_checks (state, value) VALUES ('current', presented);
END
$$;

-- Moves on to a pepper; what is known under the one before stays known. Answers `rotated`, or why nothing was done:
-- `unknown` where no program has come yet, `unchanged` where it is the current one, `unfinished` where there is still one
-- before, `retired` where it was one before itself, and `lacking` where a program that runs does not have it: that would let nobody in any more.
CREATE OR REPLACE FUNCTION muster.rotate_pepper(next_value bytea) RETURNS text
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known record;
BEGIN
    LOCK TABLE muster.pepper_checks IN SHARE ROW EXCLUSIVE MODE;
    SELECT k.current_value, k.previous_value INTO known FROM muster.known_peppers() k;
    IF known.current_value IS NULL THEN
        RETURN 'unknown';
    ELSIF known.current_value = next_value THEN
        RETURN 'unchanged';
    ELSIF known.previous_value IS NOT NULL THEN
        RETURN 'unfinished';
    ELSIF EXISTS (SELECT FROM muster.pepper_checks p WHERE p.value = next_value) THEN
        RETURN 'retired';
    ELSIF EXISTS (SELECT FROM muster.list_pepper_holders() h
                   WHERE next_value NOT IN (h.value, coalesce(h.other_value, h.value))) THEN
        RETURN 'lacking';
    END IF;
    UPDATE muster.pepper_checks SET state = 'previous' WHERE state = 'current';
    INSERT INTO muster.pepper_checks (state, value) VALUES ('current', next_value);
    RETURN 'rotated';
END
$$;

-- Has the platform know nothing any more of what is under the pepper before. Answers `retired`, or why nothing was done:
-- `unknown` where there is none, and `fresh` where the platform has moved on so lately that a program may not have asked
-- since, and looks everything up under that one first. Who has not asked for 90 seconds does not count as running.
CREATE OR REPLACE FUNCTION muster.retire_pepper() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM muster.pepper_checks p
                WHERE p.state = 'current' AND p.set_at > clock_timestamp() - interval '90 seconds')
       AND EXISTS (SELECT FROM muster.pepper_checks p WHERE p.state = 'previous') THEN
        RETURN 'fresh';
    END IF;
    UPDATE muster.pepper_checks SET state = 'retired', set_at = now() WHERE state = 'previous';
    RETURN CASE WHEN FOUND THEN 'retired' ELSE 'unknown' END;
END
$$;

-- How much of what still counts is under which pepper, by the identifiers of the peppers. It reads everything there is.
CREATE OR REPLACE FUNCTION muster.count_by_pepper() RETURNS TABLE (kind text, pepper bytea, how_many bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT 'token', substr(k.digest, 1, 4), count(*) FROM muster.tokens k
     WHERE k.revoked_at IS NULL AND k.expires_at > now() GROUP BY substr(k.digest, 1, 4)
    UNION ALL
    SELECT 'key', substr(k.digest, 1, 4), count(*) FROM muster.keys k
     WHERE k.revoked_at IS NULL AND (k.expires_at > now()) IS NOT FALSE GROUP BY substr(k.digest, 1, 4)
    UNION ALL
    SELECT 'session', substr(o.digest, 1, 4), count(*) FROM muster.sessions o
     WHERE o.ended_at IS NULL AND o.expires_at > now() GROUP BY substr(o.digest, 1, 4)
    UNION ALL
    SELECT 'client', substr(c.digest, 1, 4), count(*) FROM muster.clients c
     WHERE c.revoked_at IS NULL GROUP BY substr(c.digest, 1, 4)
    UNION ALL
    SELECT 'webhook_secret', substr(s.sealed, 2, 4), count(*)
      FROM muster.webhook_endpoints w
     CROSS JOIN LATERAL (VALUES (w.sealed_secret),
           (CASE WHEN w.previous_expires_at > now() THEN w.sealed_previous_secret END)) AS s (sealed)
     WHERE s.sealed IS NOT NULL GROUP BY substr(s.sealed, 2, 4)
$$;

REVOKE ALL ON FUNCTION
    muster.known_peppers, muster.note_peppers, muster.forget_holder, muster.list_pepper_holders, muster.replace_pepper,
    muster.rotate_pepper, muster.retire_pepper, muster.count_by_pepper
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.known_peppers, muster.note_peppers
    TO muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.forget_holder TO muster_app, muster_product, muster_worker;
GRANT EXECUTE ON FUNCTION
    muster.list_pepper_holders, muster.replace_pepper, muster.rotate_pepper, muster.retire_pepper,
    muster.count_by_pepper
    TO muster_admin;
