-- What a person can hold in a tenant's product: keys for environments and for the API, and sign-in sessions; and the
-- clients by which the operator's product asks whether one of them still counts.

CREATE TABLE muster.environments (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT environments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT environments_name_key UNIQUE (tenant_id, name),
    CONSTRAINT environments_name_check CHECK (length(name) BETWEEN 1 AND 100)
);
CALL muster.isolate('muster.environments');

-- An environment that belongs to teams is open to their members only; one without teams to everybody in the tenant.
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

-- A key is revoked once, for ever. A key from before the person's access_epoch counts as revoked, whether or not the
-- worker has come to it.
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
    CONSTRAINT keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT keys_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT keys_environment_fkey FOREIGN KEY (tenant_id, environment_id)
        REFERENCES muster.environments (tenant_id, id),
    CONSTRAINT keys_digest_key UNIQUE (tenant_id, digest),
    CONSTRAINT keys_kind_check CHECK (kind IN ('environment', 'api')),
    CONSTRAINT keys_kind_environment_check CHECK ((kind = 'environment') = (environment_id IS NOT NULL))
);
CREATE INDEX keys_user ON muster.keys (tenant_id, user_id);
CALL muster.isolate('muster.keys');

CREATE TABLE muster.sessions (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    digest bytea NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT sessions_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id),
    CONSTRAINT sessions_digest_key UNIQUE (tenant_id, digest)
);
CREATE INDEX sessions_user ON muster.sessions (tenant_id, user_id);
CALL muster.isolate('muster.sessions');

GRANT SELECT ON muster.environments, muster.group_environments, muster.keys, muster.sessions
    TO muster_app, muster_worker;
GRANT UPDATE (revoked_at) ON muster.keys TO muster_app, muster_worker;
GRANT UPDATE (ended_at) ON muster.sessions TO muster_worker;
GRANT SELECT, INSERT, DELETE ON muster.environments, muster.group_environments TO muster_admin;
GRANT SELECT, INSERT ON muster.keys, muster.sessions TO muster_admin;
GRANT UPDATE (revoked_at) ON muster.keys TO muster_admin;
GRANT UPDATE (ended_at) ON muster.sessions TO muster_admin;
GRANT SELECT ON muster.users, muster.memberships, muster.groups, muster.group_members TO muster_worker;

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
GRANT INSERT ON muster.clients TO muster_admin;
GRANT SELECT (id, name, created_at, revoked_at), UPDATE (revoked_at) ON muster.clients TO muster_admin;

-- Binds the transaction to the tenant of a host name on behalf of an API client, or ends it.
--
--   MU421  no tenant has this host name
--   MU401  the client is unknown or revoked, or its secret is wrong
--
-- A suspended tenant is not bound: nothing of it is found, so nothing of it counts.
CREATE FUNCTION muster.authenticate_client(requested_hostname text, client uuid, presented_digest bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant uuid;
    tenant_status text;
BEGIN
    SELECT t.id, t.status INTO tenant, tenant_status
      FROM muster.hostnames h JOIN muster.tenants t ON t.id = h.tenant_id
     WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL AND t.status <> 'offboarded';
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'no tenant has this host name' USING ERRCODE = 'MU421';
    END IF;
    PERFORM muster.check_client(client, presented_digest);
    IF tenant_status <> 'suspended' THEN
        PERFORM set_config('muster.tenant', tenant::text, true);
    END IF;
END
$$;

-- Ends the transaction with MU401 unless the client is known and the secret right.
CREATE FUNCTION muster.check_client(client uuid, presented_digest bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM muster.clients c
         WHERE c.id = client AND c.digest = presented_digest AND c.revoked_at IS NULL) THEN
        RAISE EXCEPTION 'the client is not known' USING ERRCODE = 'MU401';
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION
    muster.authenticate_client(text, uuid, bytea), muster.check_client(uuid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.authenticate_client(text, uuid, bytea), muster.check_client(uuid, bytea) TO muster_app;
