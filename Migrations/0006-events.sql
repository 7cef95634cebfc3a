-- Immutable facts about a tenant: who did what to what, when, in which request. Written in the transaction of the
-- change itself; nobody may update or delete them.
--
-- `position` orders the events of a tenant but not their commits. A reader with a cursor therefore goes by
-- (transaction_id, position) and stops before the oldest transaction that is still running.

CREATE TABLE muster.events (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    position bigint GENERATED ALWAYS AS IDENTITY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text COLLATE "C" NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_id text COLLATE "C",
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid,
    request_id text COLLATE "C",
    data jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT events_pkey PRIMARY KEY (tenant_id, position),
    CONSTRAINT events_actor_kind_check CHECK (actor_kind IN ('connection', 'staff', 'worker'))
);
CREATE INDEX events_subject ON muster.events (tenant_id, subject_id, position);
CALL muster.isolate('muster.events');

GRANT INSERT ON muster.events TO muster_app;
GRANT SELECT, INSERT ON muster.events TO muster_admin;
