-- Where the operator wants to be told, and what was told.

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
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_endpoints_url_check CHECK (length(url) BETWEEN 1 AND 2048),
    CONSTRAINT webhook_endpoints_previous_check
        CHECK ((sealed_previous_secret IS NULL) = (previous_expires_at IS NULL))
);
CALL muster.isolate('muster.webhook_endpoints');

-- What an endpoint has acknowledged; the primary key keeps a message from being sent on once it has been.
CREATE TABLE muster.webhook_deliveries (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    message_id text COLLATE "C" NOT NULL,
    endpoint_id uuid NOT NULL,
    status integer NOT NULL,
    delivered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, message_id, endpoint_id),
    CONSTRAINT webhook_deliveries_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id)
        REFERENCES muster.webhook_endpoints (tenant_id, id) ON DELETE CASCADE
);
CALL muster.isolate('muster.webhook_deliveries');

GRANT SELECT, INSERT, UPDATE, DELETE ON muster.webhook_endpoints TO muster_admin;
GRANT SELECT ON muster.webhook_endpoints TO muster_worker;
GRANT UPDATE (disabled_at, disabled_reason) ON muster.webhook_endpoints TO muster_worker;
GRANT SELECT, INSERT ON muster.webhook_deliveries TO muster_worker;
GRANT SELECT ON muster.webhook_deliveries TO muster_admin;

-- The events of all tenants in the order in which a reader with a cursor can rely on: by transaction, and none that a
-- transaction still running could come before.
CREATE INDEX events_feed ON muster.events (transaction_id, position);
CALL muster.open_to_owner('muster.events');

CREATE FUNCTION muster.read_events(after_transaction xid8, after_position bigint, how_many integer)
RETURNS TABLE (
    transaction_id xid8, tenant_id uuid, "position" bigint, occurred_at timestamptz, kind text, actor_kind text,
    actor_id text, subject_kind text, subject_id uuid, request_id text, data jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT e.transaction_id, e.tenant_id, e.position, e.occurred_at, e.kind, e.actor_kind, e.actor_id,
           e.subject_kind, e.subject_id, e.request_id, e.data
      FROM muster.events e
     WHERE (e.transaction_id, e.position) > (after_transaction, after_position)
       AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY e.transaction_id, e.position
     LIMIT how_many
$$;
REVOKE EXECUTE ON FUNCTION muster.read_events(xid8, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.read_events(xid8, bigint, integer) TO muster_app;
