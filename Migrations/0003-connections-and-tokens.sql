-- Identity providers connected to a tenant, their tokens, and whom the platform lets in.

CREATE TABLE muster.connections (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'on',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT connections_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT connections_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES muster.tenants (id),
    CONSTRAINT connections_name_key UNIQUE (tenant_id, name),
    CONSTRAINT connections_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT connections_status_check CHECK (status IN ('off', 'on', 'paused'))
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 5000);

CALL muster.isolate('muster.connections');
CALL muster.open_to_owner('muster.connections');
GRANT SELECT, INSERT, UPDATE ON muster.connections TO muster_admin;
GRANT SELECT ON muster.connections TO muster_app, muster_worker;

-- Only the keyed digest of a token is kept, and no running role reads it. Only staff change a token, so that whom the
-- platform lets in may follow from every change here.
CREATE TABLE muster.tokens (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    connection_id uuid NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT tokens_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tokens_connection_fkey FOREIGN KEY (tenant_id, connection_id)
        REFERENCES muster.connections (tenant_id, id),
    CONSTRAINT tokens_digest_check CHECK (octet_length(digest) = 32),
    CONSTRAINT tokens_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT tokens_expiry_check CHECK (expires_at > created_at)
) WITH (fillfactor = 80);
CALL muster.keep_up_with('muster.tokens');
-- With a condition, so that no foreign key could point at it: otherwise writing a digest anew would lock the token
-- against those who point at it, `admissions` among them, and wait in a circle with whoever changes the tenant.
CREATE UNIQUE INDEX tokens_digest_key ON muster.tokens (tenant_id, digest) WHERE digest IS NOT NULL;
-- Staff look at the tokens of all tenants in the order in which they expire.
CREATE INDEX tokens_expiry ON muster.tokens (expires_at, id);

CALL muster.isolate('muster.tokens');
CALL muster.open_to_owner('muster.tokens');
GRANT INSERT ON muster.tokens TO muster_admin;
GRANT SELECT (tenant_id, id, connection_id, name, created_at, expires_at, revoked_at) ON muster.tokens TO muster_admin;
GRANT UPDATE (revoked_at) ON muster.tokens TO muster_admin;

-- When tokens were last used, in a table of its own: the one thing of a token that is written often.
CREATE TABLE muster.token_uses (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    token_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    CONSTRAINT token_uses_pkey PRIMARY KEY (tenant_id, token_id),
    CONSTRAINT token_uses_token_fkey FOREIGN KEY (tenant_id, token_id)
        REFERENCES muster.tokens (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
) WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 5000);
CALL muster.isolate('muster.token_uses');
CALL muster.open_to_owner('muster.token_uses');
GRANT SELECT ON muster.token_uses TO muster_admin;

-- Whom the platform lets in, as one row for each host name and token.
--
-- Tenants, host names, connections and tokens are what counts: `admissions` repeats what the four say, in the
-- transaction of each change, and who is not there is looked for in them. Among many tenants none of the four is in a
-- processor's cache, and asking all of them made a lookup dearer by a tenth to a quarter.
CREATE TABLE muster.admissions (
    hostname text COLLATE "C" NOT NULL,
    digest bytea NOT NULL,
    tenant_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    token_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    requests_per_second integer,
    CONSTRAINT admissions_pkey PRIMARY KEY (tenant_id, token_id, hostname),
    CONSTRAINT admissions_hostname_fkey FOREIGN KEY (tenant_id, hostname)
        REFERENCES muster.hostnames (tenant_id, hostname) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT admissions_token_fkey FOREIGN KEY (tenant_id, token_id)
        REFERENCES muster.tokens (tenant_id, id) ON UPDATE CASCADE ON DELETE CASCADE
);

-- The other index that cannot begin with the tenant.
CREATE UNIQUE INDEX admissions_routing_key ON muster.admissions (hostname, digest);

-- No role is granted anything: admit() reads it, and triggers of the four tables write it.
CALL muster.isolate('muster.admissions');
CALL muster.open_to_owner('muster.admissions');

-- What `admissions` has to hold: tokens that are not revoked, of connections that are on, at proven host names of
-- tenants that are served. Whether a token has expired is asked with each request.
--
-- That a host name is proven is said so that no index of proven host names fits: where there is little, the planner
-- would read that from end to end instead of looking into the one that begins with the tenant.
CREATE VIEW muster.admissible AS
    SELECT h.hostname, k.digest, h.tenant_id, k.connection_id, k.id AS token_id, k.expires_at, t.requests_per_second
      FROM muster.tenants t
      JOIN muster.hostnames h ON h.tenant_id = t.id AND (h.verified_at IS NOT NULL) IS TRUE
      JOIN muster.tokens k ON k.tenant_id = t.id AND k.revoked_at IS NULL
      JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id AND c.status = 'on'
     WHERE t.status NOT IN ('suspended', 'offboarded');
