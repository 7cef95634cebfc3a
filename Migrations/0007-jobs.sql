-- The durable queue: what a worker has still to do for a tenant, and for some days what it has done.
--
-- The queue knows tenants, ordering keys and payloads, and nothing of what a job means. A job is inserted in the
-- transaction of the change that needs it, claimed with a lease, and finished in the transaction of its effect.

CREATE TABLE muster.jobs (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL DEFAULT 'standard',
    ordering_key text COLLATE "C" NOT NULL,
    -- Order is kept by hash, so that a random place among the keys of a tenant can be looked up. Two keys that share
    -- a hash only wait for one another.
    ordering_hash bigint NOT NULL GENERATED ALWAYS AS (hashtextextended(ordering_key, 0)) STORED,
    subject_id uuid,
    generation bigint NOT NULL DEFAULT 0,
    payload jsonb NOT NULL DEFAULT '{}',
    state text COLLATE "C" NOT NULL DEFAULT 'queued',
    run_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    maximum_attempts integer NOT NULL DEFAULT 20,
    worker text COLLATE "C",
    run_id uuid,
    started_at timestamptz,
    lease_until timestamptz,
    hold_id uuid,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT jobs_kind_check CHECK (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT jobs_lane_check CHECK (lane ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT jobs_ordering_key_check CHECK (octet_length(ordering_key) BETWEEN 1 AND 200),
    CONSTRAINT jobs_payload_check CHECK (pg_column_size(payload) <= 65536),
    CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'held', 'dead')),
    CONSTRAINT jobs_attempts_check CHECK (attempts >= 0 AND maximum_attempts BETWEEN 1 AND 1000),
    CONSTRAINT jobs_run_check CHECK (
        (state = 'running') = (run_id IS NOT NULL) AND (run_id IS NULL) = (lease_until IS NULL)),
    CONSTRAINT jobs_hold_check CHECK ((state = 'held') = (hold_id IS NOT NULL)),
    CONSTRAINT jobs_last_error_check CHECK (length(last_error) <= 1000)
)
-- Rows come, change and go all the time: room for renewed leases in the same page, and vacuum by the thousand.
WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);

-- What is due, of all tenants: enough while little is due.
CREATE INDEX jobs_due ON muster.jobs (lane, run_at, id) WHERE state = 'queued';
-- What is due, tenant by tenant: how others are found behind a tenant with very much to do.
CREATE INDEX jobs_tenant_due ON muster.jobs (lane, tenant_id, run_at, id) WHERE state = 'queued';
-- Who comes first under an ordering key.
CREATE INDEX jobs_order ON muster.jobs (tenant_id, ordering_hash, id) WHERE state IN ('queued', 'running');
-- At most one job of an ordering key runs, whatever claimers and staff do at the same time.
CREATE UNIQUE INDEX jobs_running_key ON muster.jobs (tenant_id, ordering_hash) WHERE state = 'running';
-- What waits for people.
CREATE INDEX jobs_parked ON muster.jobs (state, tenant_id, id) WHERE state IN ('held', 'dead');
-- What is to be done about somebody.
CREATE INDEX jobs_subject ON muster.jobs (tenant_id, subject_id, kind);
-- The deliveries of an endpoint that are not over. Other jobs cost it nothing.
CREATE INDEX jobs_deliveries ON muster.jobs (tenant_id, (payload ->> 'endpoint'), id)
    WHERE kind = 'deliver_webhook';

CALL muster.isolate('muster.jobs');
CALL muster.open_to_owner('muster.jobs');
GRANT SELECT, INSERT ON muster.jobs TO muster_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.jobs TO muster_worker, muster_admin;

-- Jobs that are over, a partition for each day, so that old ones are dropped and never deleted row by row.
CREATE TABLE muster.finished_jobs (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL,
    ordering_key text COLLATE "C" NOT NULL,
    subject_id uuid,
    generation bigint NOT NULL,
    payload jsonb NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    attempts integer NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT finished_jobs_pkey PRIMARY KEY (tenant_id, id, finished_at),
    CONSTRAINT finished_jobs_outcome_check CHECK (outcome IN ('done', 'discarded'))
) PARTITION BY RANGE (finished_at);

CALL muster.isolate('muster.finished_jobs');
CALL muster.open_to_owner('muster.finished_jobs');
GRANT SELECT, INSERT ON muster.finished_jobs TO muster_worker, muster_admin;

-- Makes an isolated table that can become a partition of the jobs that are over.
CREATE PROCEDURE muster.make_finished_jobs_table(name text)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('CREATE TABLE muster.%I (LIKE muster.finished_jobs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    CALL muster.isolate(format('muster.%I', name)::regclass);
    CALL muster.open_to_owner(format('muster.%I', name)::regclass);
END
$$;

-- Takes what finishes on a day that nobody made a partition for: finishing must not depend on maintenance.
CALL muster.make_finished_jobs_table('finished_jobs_default');
ALTER TABLE muster.finished_jobs ATTACH PARTITION muster.finished_jobs_default DEFAULT;
