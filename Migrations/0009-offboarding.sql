-- When somebody leaves: one row says so, a worker carries out what follows for many people at once, and a hold is a
-- span of time.
--
-- Who leaves writes one row of `offboardings` and nothing else, so that leaving costs little more than any other
-- change. That row is the promise, the place in the queue and the proof: it is pending until a worker, in one
-- transaction for hundreds of people, has revoked their keys, ended their sessions, taken their memberships away, and
-- noted in the row when it did and of how many. What an effect takes away is marked with the leaving that took it, so
-- that undoing brings back that and no more.
--
-- Whether too many people leave is asked where the effects are carried out, once for each batch, and nobody who leaves
-- waits for anybody. A hold takes in all who left from `began_at` until it is resolved: nothing has to be written to
-- any of their rows when it opens or closes.

-- A hold stands while too many people are leaving at once: their access has ended, the rest waits for a person.
CREATE TABLE muster.holds (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    people integer NOT NULL,
    base integer NOT NULL,
    resolved_at timestamptz,
    resolution text COLLATE "C",
    -- When the first of those left whom the hold takes in.
    began_at timestamptz NOT NULL,
    -- Who resolved it.
    resolved_by text COLLATE "C",
    -- How many people undoing has brought back, up to whom it has come, and when it was through.
    returned integer NOT NULL DEFAULT 0,
    undone_until timestamptz,
    finished_at timestamptz,
    CONSTRAINT holds_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT holds_resolution_check CHECK (resolution IN ('approved', 'undone')),
    CONSTRAINT holds_resolved_check CHECK ((resolved_at IS NULL) = (resolution IS NULL))
);
CREATE UNIQUE INDEX holds_open_key ON muster.holds (tenant_id) WHERE resolved_at IS NULL;
-- Undoing that is not through yet.
CREATE INDEX holds_unfinished ON muster.holds (tenant_id) WHERE resolution = 'undone' AND finished_at IS NULL;
CALL muster.isolate('muster.holds');
CALL muster.open_to_owner('muster.holds');
GRANT SELECT ON muster.holds TO muster_app;
GRANT SELECT, INSERT, UPDATE ON muster.holds TO muster_worker, muster_admin;

-- One row for each time that somebody leaves: what was asked and when, what undoing it would bring back, and what has
-- been done about it.
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
    undone_at timestamptz,
    -- Whether a worker has still to carry out the effects.
    is_pending boolean NOT NULL DEFAULT true,
    -- Each effect: when it was carried out, and of how many things.
    keys_revoked_at timestamptz,
    keys_revoked integer NOT NULL DEFAULT 0,
    sessions_ended_at timestamptz,
    sessions_ended integer NOT NULL DEFAULT 0,
    membership_deleted_at timestamptz,
    memberships_deleted integer NOT NULL DEFAULT 0,
    -- When the last endpoint was through, how many acknowledged, and how many are still to be told.
    notified_at timestamptz,
    endpoints_notified integer NOT NULL DEFAULT 0,
    endpoints_left integer NOT NULL DEFAULT 0,
    -- When the person came back or left again: what had not been carried out then never was.
    superseded_at timestamptz,
    -- Whether the breaker has counted it.
    was_counted boolean NOT NULL DEFAULT false,
    -- How often it took, where effects had to be carried out one by one.
    attempts integer NOT NULL DEFAULT 1,
    -- What undoing the hold came to for this leaving.
    undo_outcome text COLLATE "C",
    CONSTRAINT offboardings_pkey PRIMARY KEY (tenant_id, user_id, generation),
    CONSTRAINT offboardings_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT offboardings_undo_outcome_check
        CHECK (undo_outcome IN ('undone', 'moved_on', 'taken', 'anonymised'))
) WITH (fillfactor = 80);
CALL muster.keep_up_with('muster.offboardings');
-- Those of a span of time: what the breaker and a hold look at.
CREATE INDEX offboardings_started ON muster.offboardings (tenant_id, started_at);
-- What a worker has still to do. The last column is asked for in every order, so that no other index has it.
CREATE INDEX offboardings_pending ON muster.offboardings (tenant_id, started_at, user_id) WHERE is_pending;
CALL muster.isolate('muster.offboardings');
CALL muster.open_to_owner('muster.offboardings');
GRANT SELECT, INSERT, UPDATE (is_pending, superseded_at) ON muster.offboardings TO muster_app;
GRANT SELECT, INSERT, UPDATE ON muster.offboardings TO muster_worker, muster_admin;

-- The proof, one row for each effect that was carried out or was overtaken.
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
