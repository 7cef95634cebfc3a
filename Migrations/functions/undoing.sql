-- Bringing people back who left under a hold, as they were.

-- Brings back people who left under a hold that is to be undone, at most so many: status, sessions, keys, membership
-- and groups as they were. Returns how many it looked at; 0 once it is through.
--
-- Somebody can leave twice under one hold: first deactivated, then deleted. What they were is what the first of these
-- generations found, as far as these follow one another up to the present one. Who has come back or left again since is
-- left alone, who was anonymised cannot be brought back, and nobody whose name or externalId somebody else has by now.
--
-- Groups are locked before people, as everywhere.
CREATE OR REPLACE FUNCTION muster.bring_back(undone uuid, how_many integer) RETURNS bigint
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

-- Restores people whose rows and groups are locked, and notes for every leaving of theirs under the hold what it came
-- to.
CREATE OR REPLACE FUNCTION muster.restore_people(hold muster.holds, people uuid[]) RETURNS void
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
CREATE OR REPLACE FUNCTION muster.is_taken(person uuid, name_key text) RETURNS boolean
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
CREATE OR REPLACE FUNCTION muster.restore_person(
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

-- Notes for every leaving of somebody under a hold what undoing it came to: those from before `first_generation` had
-- been followed by something else already.
CREATE OR REPLACE FUNCTION muster.note_undoing(
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
CREATE OR REPLACE FUNCTION muster.rejoin_groups(hold muster.holds, people uuid[]) RETURNS void
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
CREATE OR REPLACE FUNCTION muster.tell_of_return(returners uuid[], generations bigint[]) RETURNS void
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
CREATE OR REPLACE FUNCTION muster.finish_undoing(hold muster.holds) RETURNS void
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

REVOKE ALL ON FUNCTION
    muster.bring_back, muster.restore_people, muster.is_taken, muster.restore_person, muster.note_undoing,
    muster.rejoin_groups, muster.tell_of_return, muster.finish_undoing
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.bring_back, muster.restore_people, muster.is_taken, muster.restore_person, muster.note_undoing,
    muster.rejoin_groups, muster.tell_of_return, muster.finish_undoing
    TO muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.tell_of_return TO muster_app;
