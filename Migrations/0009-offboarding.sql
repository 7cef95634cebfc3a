-- When somebody leaves: what was promised at the commit, what the worker did about it, and the brake for the case
-- that too many leave at once.

-- What a tenant may choose; a tenant without a row has the defaults.
CREATE TABLE muster.tenant_settings (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    breaker_people integer NOT NULL DEFAULT 20,
    breaker_percent integer NOT NULL DEFAULT 20,
    anonymise_after interval,
    CONSTRAINT tenant_settings_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_settings_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES muster.tenants (id),
    CONSTRAINT tenant_settings_breaker_check CHECK (breaker_people >= 0 AND breaker_percent BETWEEN 0 AND 100),
    CONSTRAINT tenant_settings_anonymise_check CHECK (anonymise_after >= interval '0')
);
CALL muster.isolate('muster.tenant_settings');
CALL muster.open_to_owner('muster.tenant_settings');

-- A hold stands while too many people are leaving at once: their access has ended, the rest waits for a person.
CREATE TABLE muster.holds (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    people integer NOT NULL,
    base integer NOT NULL,
    resolved_at timestamptz,
    resolution text COLLATE "C",
    CONSTRAINT holds_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT holds_resolution_check CHECK (resolution IN ('approved', 'undone')),
    CONSTRAINT holds_resolved_check CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);
CREATE UNIQUE INDEX holds_open_key ON muster.holds (tenant_id) WHERE resolved_at IS NULL;
CALL muster.isolate('muster.holds');

-- One row for each time that somebody leaves: what was asked and when, and what undoing it would bring back.
CREATE TABLE muster.offboardings (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    generation bigint NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    request_id text COLLATE "C",
    is_deletion boolean NOT NULL,
    status_before text COLLATE "C" NOT NULL,
    access_epoch_before timestamptz NOT NULL,
    groups_before uuid[] NOT NULL DEFAULT '{}',
    hold_id uuid,
    undone_at timestamptz,
    CONSTRAINT offboardings_pkey PRIMARY KEY (tenant_id, user_id, generation),
    CONSTRAINT offboardings_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT offboardings_hold_fkey FOREIGN KEY (tenant_id, hold_id) REFERENCES muster.holds (tenant_id, id)
);
CREATE INDEX offboardings_recent ON muster.offboardings (tenant_id, started_at);
CREATE INDEX offboardings_hold ON muster.offboardings (tenant_id, hold_id) WHERE hold_id IS NOT NULL;
CALL muster.isolate('muster.offboardings');

-- The proof: one row for each effect that was carried out, written in the transaction of the effect itself.
-- The primary key is what makes a second time impossible.
CREATE TABLE muster.receipts (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    generation bigint NOT NULL,
    effect text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    attempt integer NOT NULL,
    job_id bigint NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT receipts_pkey PRIMARY KEY (tenant_id, user_id, generation, effect),
    CONSTRAINT receipts_state_check CHECK (state IN ('done', 'superseded'))
);
CALL muster.isolate('muster.receipts');

GRANT SELECT ON muster.tenant_settings, muster.holds, muster.offboardings, muster.receipts
    TO muster_app, muster_worker, muster_admin;
GRANT INSERT ON muster.holds, muster.offboardings TO muster_app, muster_admin;
GRANT UPDATE ON muster.holds, muster.offboardings TO muster_admin;
GRANT INSERT ON muster.receipts TO muster_worker;
GRANT INSERT, UPDATE ON muster.tenant_settings TO muster_admin;
GRANT INSERT ON muster.events TO muster_worker;
GRANT UPDATE ON muster.users, muster.memberships TO muster_worker;
GRANT DELETE ON muster.user_emails, muster.user_external_ids TO muster_worker;
GRANT SELECT ON muster.user_emails, muster.user_external_ids TO muster_worker;

-- Whether one more person leaving is one too many; the hold that stands then, or NULL.
--
-- The people who left within the hour, and since the last hold was resolved, are counted against those who are still
-- active and themselves. Only so many active ones are counted as it takes to know: a tenant of 100,000 costs no more.
CREATE FUNCTION muster.hold_for_one_more(OUT hold uuid, OUT is_new boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most_people integer := 20;
    most_percent integer := 20;
    people integer;
    base integer;
BEGIN
    is_new := false;
    SELECT h.id INTO hold FROM muster.holds h WHERE h.resolved_at IS NULL;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT s.breaker_people, s.breaker_percent INTO most_people, most_percent FROM muster.tenant_settings s;
    most_people := coalesce(most_people, 20);
    most_percent := coalesce(most_percent, 20);
    -- Everybody may leave: there is nothing to count, and nobody to wait for.
    IF most_percent = 100 THEN
        RETURN;
    END IF;
    -- Two at once must not both believe to be the last one under the limit.
    PERFORM pg_advisory_xact_lock(hashtextextended('muster.hold/' || muster.current_tenant()::text, 0));
    SELECT h.id INTO hold FROM muster.holds h WHERE h.resolved_at IS NULL;
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT count(*) INTO people FROM muster.offboardings o
     WHERE o.started_at > clock_timestamp() - interval '1 hour'
       AND o.started_at > coalesce((SELECT max(h.resolved_at) FROM muster.holds h), '-infinity')
       AND o.status_before <> 'deactivated' AND o.undone_at IS NULL;
    IF people <= most_people THEN
        RETURN;
    END IF;
    SELECT count(*) INTO base FROM (
        SELECT FROM muster.users u WHERE u.status <> 'deactivated' AND u.deleted_at IS NULL
         LIMIT people * 100 / greatest(most_percent, 1) + 1) AS active;
    base := base + people;
    IF people::bigint * 100 <= base::bigint * most_percent THEN
        RETURN;
    END IF;
    INSERT INTO muster.holds (people, base) VALUES (people, base) RETURNING id INTO hold;
    is_new := true;
END
$$;

-- Promises the effects of somebody leaving, in the transaction that ends their access: one job for each effect.
CREATE FUNCTION muster.begin_offboarding(
    leaver uuid, new_generation bigint, old_status text, old_epoch timestamptz, deletes boolean, request text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    hold uuid;
    is_new_hold boolean;
BEGIN
    INSERT INTO muster.offboardings
           (user_id, generation, request_id, is_deletion, status_before, access_epoch_before, groups_before)
    VALUES (leaver, new_generation, request, deletes, old_status, old_epoch,
            ARRAY(SELECT m.group_id FROM muster.group_members m WHERE m.user_id = leaver));
    SELECT h.hold, h.is_new INTO hold, is_new_hold FROM muster.hold_for_one_more() h;
    IF hold IS NOT NULL THEN
        UPDATE muster.offboardings o SET hold_id = hold WHERE o.user_id = leaver AND o.generation = new_generation;
    END IF;
    IF is_new_hold THEN
        INSERT INTO muster.events (kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data)
        SELECT 'offboarding.held', CASE WHEN muster.current_connection() IS NULL THEN 'staff' ELSE 'connection' END,
               muster.current_connection()::text, 'offboarding', h.id, request,
               jsonb_build_object('people', h.people, 'base', h.base)
          FROM muster.holds h WHERE h.id = hold;
    END IF;
    INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, state, hold_id, maximum_attempts)
    SELECT e.effect, e.lane, e.effect || ':' || leaver, leaver, new_generation,
           CASE WHEN hold IS NULL THEN 'queued' ELSE 'held' END, hold, e.attempts
      FROM (VALUES ('revoke_keys', 'standard', 20), ('end_sessions', 'standard', 20),
                   ('soft_delete_membership', 'standard', 20), ('notify', 'outgoing', 10))
           AS e (effect, lane, attempts);
END
$$;

-- Brings back what somebody who is wanted again had: the membership. Keys from before stay revoked, and what was still
-- held of the last time goes to the worker, who records that it is superseded. The operator is told.
CREATE FUNCTION muster.begin_return(returner uuid, new_generation bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.memberships m SET deleted_at = NULL WHERE m.user_id = returner AND m.deleted_at IS NOT NULL;
    UPDATE muster.keys k SET revoked_at = clock_timestamp()
     WHERE k.user_id = returner AND k.revoked_at IS NULL
       AND k.created_at < (SELECT u.access_epoch FROM muster.users u WHERE u.id = returner);
    UPDATE muster.jobs j SET state = 'queued', hold_id = NULL WHERE j.subject_id = returner AND j.state = 'held';
    INSERT INTO muster.jobs (kind, lane, ordering_key, subject_id, generation, maximum_attempts)
    VALUES ('notify', 'outgoing', 'notify:' || returner, returner, new_generation, 10);
END
$$;

-- Brings back everybody whose leaving a hold still holds: status, sessions, keys, memberships and groups as they were.
--
-- Somebody can leave twice under one hold: first deactivated, then deleted. What they were is what the first of these
-- generations found, as far as these follow one another up to the present one.
--
-- Somebody who has come back or left again since is left alone. Returns those who cannot come back because somebody
-- else has their name by now.
CREATE FUNCTION muster.undo_hold(undone uuid) RETURNS SETOF uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaving muster.offboardings;
    first_leaving muster.offboardings;
BEGIN
    UPDATE muster.holds h SET resolved_at = clock_timestamp(), resolution = 'undone'
     WHERE h.id = undone AND h.resolved_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such open hold' USING ERRCODE = 'MU404';
    END IF;
    FOR leaving IN
        SELECT o.* FROM muster.offboardings o
          JOIN muster.users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id AND u.generation = o.generation
         WHERE o.hold_id = undone AND o.undone_at IS NULL
         ORDER BY o.user_id FOR UPDATE OF u
    LOOP
        SELECT (r.o).* INTO first_leaving
          FROM (SELECT o, o.generation + row_number() OVER (ORDER BY o.generation DESC) AS run
                  FROM muster.offboardings o
                 WHERE o.user_id = leaving.user_id AND o.generation <= leaving.generation
                   AND o.hold_id = undone AND o.undone_at IS NULL) r
         WHERE r.run = leaving.generation + 1
         ORDER BY (r.o).generation LIMIT 1;
        leaving.status_before := first_leaving.status_before;
        leaving.access_epoch_before := first_leaving.access_epoch_before;
        BEGIN
            PERFORM muster.undo_offboarding(leaving);
            UPDATE muster.offboardings o SET undone_at = clock_timestamp()
             WHERE o.user_id = leaving.user_id AND o.hold_id = undone AND o.undone_at IS NULL
               AND o.generation BETWEEN first_leaving.generation AND leaving.generation;
        EXCEPTION WHEN unique_violation THEN
            RETURN NEXT leaving.user_id;
        END;
    END LOOP;
END
$$;

-- Brings one person back as the row says that they were. Whoever calls it notes that this was undone.
CREATE FUNCTION muster.undo_offboarding(leaving muster.offboardings) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.users u
       SET status = leaving.status_before, access_epoch = leaving.access_epoch_before,
           deactivated_at = CASE leaving.status_before WHEN 'deactivated' THEN u.deactivated_at END,
           deleted_at = NULL, generation = u.generation + 1, version = u.version + 1,
           updated_at = date_trunc('milliseconds', now())
     WHERE u.id = leaving.user_id AND u.generation = leaving.generation;
    IF leaving.is_deletion THEN
        INSERT INTO muster.group_members (group_id, user_id)
        SELECT g.id, leaving.user_id FROM muster.groups g WHERE g.id = ANY (leaving.groups_before)
        ON CONFLICT DO NOTHING;
        UPDATE muster.groups g SET version = version + 1, updated_at = date_trunc('milliseconds', now())
         WHERE g.id = ANY (leaving.groups_before);
    END IF;
    INSERT INTO muster.events (kind, actor_kind, subject_kind, subject_id, data)
    VALUES ('user.reactivated', 'staff', 'user', leaving.user_id,
            jsonb_build_object('hold', leaving.hold_id, 'undone', true));
END
$$;

-- People whose tenant wants them anonymised by now; one job each. Returns how many.
CREATE FUNCTION muster.enqueue_anonymisations(how_many integer) RETURNS bigint
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
             LIMIT how_many) u
     WHERE s.anonymise_after IS NOT NULL
     LIMIT how_many;
    GET DIAGNOSTICS enqueued = ROW_COUNT;
    RETURN enqueued;
END
$$;

CREATE INDEX users_anonymisable ON muster.users (tenant_id, deactivated_at)
    WHERE status = 'deactivated' AND anonymised_at IS NULL;
CREATE INDEX jobs_subject ON muster.jobs (tenant_id, subject_id, kind);
CALL muster.open_to_owner('muster.users');

-- The holds of all tenants that stand now: for the metric.
CREATE FUNCTION muster.count_open_holds() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT count(*) FROM muster.holds h WHERE h.resolved_at IS NULL $$;
CALL muster.open_to_owner('muster.holds');

-- The tenants that have a hold which stands now: for staff who look at all of them.
CREATE FUNCTION muster.tenants_with_open_holds() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT h.tenant_id FROM muster.holds h WHERE h.resolved_at IS NULL ORDER BY h.opened_at $$;

-- What every worker runs now. The index of running jobs holds no others, so that a long queue costs nothing.
CREATE FUNCTION muster.running_jobs(OUT worker text, OUT jobs bigint, OUT oldest_seconds double precision)
RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET jit = off
AS $$
    SELECT j.worker, count(*), greatest(extract(epoch FROM clock_timestamp() - min(j.started_at)), 0)::float8
      FROM muster.jobs j WHERE j.state = 'running' GROUP BY j.worker ORDER BY j.worker
$$;

REVOKE EXECUTE ON FUNCTION
    muster.hold_for_one_more(), muster.begin_offboarding(uuid, bigint, text, timestamptz, boolean, text),
    muster.begin_return(uuid, bigint), muster.undo_hold(uuid), muster.undo_offboarding(muster.offboardings),
    muster.enqueue_anonymisations(integer), muster.count_open_holds(), muster.tenants_with_open_holds(),
    muster.running_jobs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.hold_for_one_more(), muster.begin_offboarding(uuid, bigint, text, timestamptz, boolean, text),
    muster.begin_return(uuid, bigint) TO muster_app, muster_admin;
GRANT SELECT, UPDATE (state, hold_id) ON muster.jobs TO muster_app;
GRANT UPDATE (hold_id) ON muster.offboardings TO muster_app;
GRANT EXECUTE ON FUNCTION muster.undo_hold(uuid), muster.undo_offboarding(muster.offboardings) TO muster_admin;
GRANT EXECUTE ON FUNCTION muster.enqueue_anonymisations(integer), muster.count_open_holds() TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.tenants_with_open_holds(), muster.running_jobs() TO muster_admin;
