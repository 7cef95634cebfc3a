-- Where the operator wants to be told, what was told, and how far the log has been told.
--
-- There is one delivery for each endpoint and message, so that an endpoint that is down or slow delays nothing of
-- another. A delivery that is not over is a job of the kind `deliver_webhook`; one that is over is a row of
-- `webhook_deliveries`. Only a worker that has the job ends it. Whoever removes an endpoint, switches it off, or
-- overtakes a message makes its jobs due, and the worker finds out that there is nothing to send.

-- The secret has to be known to sign with; it is kept sealed with a key that is not in the database. During rotation
-- two are live: the new one, and the old one until it expires.
CREATE TABLE muster.webhook_endpoints (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    url text NOT NULL,
    sealed_secret bytea NOT NULL,
    sealed_previous_secret bytea,
    previous_expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    disabled_reason text COLLATE "C",
    -- What it wants to hear of, and whether that is more than people's access.
    subscriptions text[] COLLATE "C" NOT NULL
        DEFAULT ARRAY['user.deactivated', 'user.deleted', 'user.reactivated'],
    hears_log boolean NOT NULL GENERATED ALWAYS AS (
        NOT subscriptions <@ ARRAY['user.deactivated', 'user.deleted', 'user.reactivated']) STORED,
    -- Its deliveries wait among those of other slow ones, and take no place from those that answer at once.
    is_slow boolean NOT NULL DEFAULT false,
    -- The rounds that failed one after the other; from the third on the endpoint rests between them, and what is for it
    -- waits without being tried.
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    resting_until timestamptz,
    last_error text,
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_endpoints_url_check CHECK (length(url) BETWEEN 1 AND 2048),
    CONSTRAINT webhook_endpoints_previous_check
        CHECK ((sealed_previous_secret IS NULL) = (previous_expires_at IS NULL)),
    CONSTRAINT webhook_endpoints_subscriptions_check CHECK (cardinality(subscriptions) BETWEEN 1 AND 50),
    CONSTRAINT webhook_endpoints_failures_check CHECK (
        failures >= 0 AND (failures = 0) = (failing_since IS NULL) AND length(last_error) <= 1000)
);
CREATE INDEX webhook_endpoints_hearing_log ON muster.webhook_endpoints (tenant_id)
    WHERE hears_log AND disabled_at IS NULL;
CALL muster.isolate('muster.webhook_endpoints');
CALL muster.open_to_owner('muster.webhook_endpoints');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.webhook_endpoints TO muster_admin;
GRANT SELECT,
      UPDATE (disabled_at, disabled_reason, is_slow, failures, failing_since, resting_until, last_error)
    ON muster.webhook_endpoints TO muster_worker;
-- Who brings somebody back asks whether anybody is to be told.
GRANT SELECT (tenant_id, disabled_at) ON muster.webhook_endpoints TO muster_app;

-- Deliveries that are over, for some days. The endpoint may have been removed since.
CREATE TABLE muster.webhook_deliveries (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id bigint NOT NULL,
    endpoint_id uuid NOT NULL,
    subject_id uuid,
    generation bigint NOT NULL,
    payload jsonb NOT NULL,
    ending text COLLATE "C" NOT NULL,
    status integer,
    attempts integer NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_deliveries_ending_check CHECK (
        ending IN ('delivered', 'superseded', 'endpoint_disabled', 'endpoint_removed', 'discarded'))
);
CREATE INDEX webhook_deliveries_endpoint ON muster.webhook_deliveries (tenant_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_ended ON muster.webhook_deliveries (ended_at);
CALL muster.isolate('muster.webhook_deliveries');
CALL muster.open_to_owner('muster.webhook_deliveries');
GRANT SELECT, INSERT ON muster.webhook_deliveries TO muster_worker;
GRANT SELECT, INSERT, DELETE ON muster.webhook_deliveries TO muster_admin;

-- How far the log has been told to those endpoints that hear of more than people's access.
CREATE TABLE muster.event_fan_out (
    is_only boolean NOT NULL DEFAULT true,
    transaction_id xid8 NOT NULL DEFAULT '0',
    position bigint NOT NULL DEFAULT 0,
    CONSTRAINT event_fan_out_pkey PRIMARY KEY (is_only),
    CONSTRAINT event_fan_out_only_check CHECK (is_only)
);
ALTER TABLE muster.event_fan_out ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.event_fan_out FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.event_fan_out');
INSERT INTO muster.event_fan_out DEFAULT VALUES;
