-- Immutable facts about a tenant: who did what to what, when, in which request. Written in the transaction of the
-- change itself; nobody may update or delete them.
--
-- `position` orders the events of a tenant but not their commits. A reader with a cursor therefore goes by
-- (transaction_id, position) and stops before the oldest transaction that is still running.
--
-- There is a partition for each month: what is old stays out of the way of what is new, can be taken out as a whole,
-- and is never rewritten by vacuum. The primary key is each partition's own: one for all would have to name the time
-- too, and say less. Positions come from one sequence, so that none is there twice.

CREATE DOMAIN muster.actor_kind AS text COLLATE "C"
    CONSTRAINT events_actor_kind_check CHECK (VALUE IN ('connection', 'staff', 'worker'));
-- At most 1,000 identifiers are named in one event, which is less than this.
CREATE DOMAIN muster.event_data AS jsonb CONSTRAINT events_data_check CHECK (pg_column_size(VALUE) <= 65536);

CREATE TABLE muster.events (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    position bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text COLLATE "C" NOT NULL,
    actor_kind muster.actor_kind NOT NULL,
    actor_id text COLLATE "C",
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid,
    request_id text COLLATE "C",
    data muster.event_data NOT NULL DEFAULT '{}'
) PARTITION BY RANGE (occurred_at);
CREATE INDEX events_subject ON muster.events (tenant_id, subject_id, position);
-- The events of all tenants in the order in which a reader with a cursor can rely on.
CREATE INDEX events_feed ON muster.events (transaction_id, position);

CALL muster.isolate('muster.events');
CALL muster.open_to_owner('muster.events');
-- Who writes events chooses what happened, and neither when nor where in the log that stands.
GRANT INSERT (tenant_id, kind, actor_kind, actor_id, subject_kind, subject_id, request_id, data) ON muster.events
    TO muster_app, muster_worker, muster_admin;
GRANT SELECT ON muster.events TO muster_admin;

-- Makes an isolated table that can become a partition of the log. It is reached through the log only.
--
-- Nothing in the log dies: vacuum has only to mark what all can see, and statistics need no tenth of a table.
CREATE PROCEDURE muster.make_events_table(name text)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE muster.%I (
             LIKE muster.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
             CONSTRAINT %I PRIMARY KEY (tenant_id, position))
         WITH (
             autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000,
             autovacuum_analyze_scale_factor = 0.05, autovacuum_analyze_threshold = 1000)', name, name || '_pkey');
    CALL muster.isolate(format('muster.%I', name)::regclass);
    CALL muster.open_to_owner(format('muster.%I', name)::regclass);
END
$$;

-- Takes what happens in a month that nobody made a partition for: writing an event must not depend on maintenance.
CALL muster.make_events_table('events_default');
ALTER TABLE muster.events ATTACH PARTITION muster.events_default DEFAULT;
