-- What a person can hold in a tenant's product: keys for environments and for the API, and sign-in sessions; and the
-- clients by which the operator's product asks whether one of them still counts.

-- Once an environment has been left to a team, it stays closed to everybody else, also when its last team is gone,
-- until staff open it.
CREATE TABLE muster.environments (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    is_restricted boolean NOT NULL DEFAULT false,
    CONSTRAINT environments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT environments_name_key UNIQUE (tenant_id, name),
    CONSTRAINT environments_name_check CHECK (length(name) BETWEEN 1 AND 100)
);
CALL muster.isolate('muster.environments');
GRANT SELECT ON muster.environments TO muster_app, muster_worker;
GRANT SELECT (tenant_id, id, name, is_restricted) ON muster.environments TO muster_product;
GRANT SELECT, INSERT, DELETE, UPDATE (is_restricted) ON muster.environments TO muster_admin;

-- The teams that a restricted environment is left to. Who deletes a group takes its environments away first, with an
-- event for each.
CREATE TABLE muster.group_environments (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    environment_id uuid NOT NULL,
    group_id uuid NOT NULL,
    CONSTRAINT group_environments_pkey PRIMARY KEY (tenant_id, environment_id, group_id),
    CONSTRAINT group_environments_environment_fkey FOREIGN KEY (tenant_id, environment_id)
        REFERENCES muster.environments (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT group_environments_group_fkey FOREIGN KEY (tenant_id, group_id)
        REFERENCES muster.groups (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX group_environments_group ON muster.group_environments (tenant_id, group_id);
CALL muster.isolate('muster.group_environments');
GRANT SELECT ON muster.group_environments TO muster_worker;
GRANT SELECT (tenant_id, environment_id, group_id) ON muster.group_environments TO muster_product;
GRANT SELECT, DELETE ON muster.group_environments TO muster_app;
GRANT SELECT, INSERT, DELETE ON muster.group_environments TO muster_admin;

-- A key from before the person's access_epoch counts as revoked, whether or not the worker has come to it. The leaving
-- that took a key away is noted by its generation: undoing that gives it back.
CREATE TABLE muster.keys (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    environment_id uuid,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    revoked_by_generation bigint,
    CONSTRAINT keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT keys_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT keys_environment_fkey FOREIGN KEY (tenant_id, environment_id)
        REFERENCES muster.environments (tenant_id, id),
    CONSTRAINT keys_digest_key UNIQUE (tenant_id, digest),
    CONSTRAINT keys_kind_check CHECK (kind IN ('environment', 'api')),
    CONSTRAINT keys_kind_environment_check CHECK ((kind = 'environment') = (environment_id IS NOT NULL))
) WITH (fillfactor = 90);
CALL muster.keep_up_with('muster.keys');
CREATE INDEX keys_user ON muster.keys (tenant_id, user_id);
CALL muster.isolate('muster.keys');
CALL muster.open_to_owner('muster.keys');
GRANT SELECT, UPDATE (revoked_at) ON muster.keys TO muster_app;
GRANT SELECT (tenant_id, user_id, kind, environment_id, digest, created_at, expires_at, revoked_at) ON muster.keys
    TO muster_product;
GRANT SELECT, UPDATE (revoked_at, revoked_by_generation) ON muster.keys TO muster_worker;
GRANT SELECT, INSERT, UPDATE (revoked_at, revoked_by_generation) ON muster.keys TO muster_admin;

CREATE TABLE muster.sessions (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- As `revoked_by_generation` of keys.
    ended_by_generation bigint,
    CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT sessions_digest_key UNIQUE (tenant_id, digest)
) WITH (fillfactor = 90);
CALL muster.keep_up_with('muster.sessions');
CREATE INDEX sessions_user ON muster.sessions (tenant_id, user_id);
CALL muster.isolate('muster.sessions');
CALL muster.open_to_owner('muster.sessions');
GRANT SELECT ON muster.sessions TO muster_app;
GRANT SELECT (tenant_id, user_id, digest, opened_at, expires_at, ended_at) ON muster.sessions TO muster_product;
GRANT SELECT, UPDATE (ended_at, ended_by_generation) ON muster.sessions TO muster_worker;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by_generation) ON muster.sessions TO muster_admin;

-- The operator's own programs. They belong to the platform and not to a tenant.
CREATE TABLE muster.clients (
    id uuid NOT NULL,
    name text NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    CONSTRAINT clients_pkey PRIMARY KEY (id),
    CONSTRAINT clients_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT clients_digest_check CHECK (octet_length(digest) = 32)
);
CREATE UNIQUE INDEX clients_name_key ON muster.clients (name) WHERE revoked_at IS NULL;
ALTER TABLE muster.clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.clients FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON muster.clients TO muster_admin USING (true) WITH CHECK (true);
CALL muster.open_to_owner('muster.clients');
GRANT INSERT, SELECT (id, name, created_at, revoked_at), UPDATE (revoked_at) ON muster.clients TO muster_admin;
