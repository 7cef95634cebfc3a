-- Identity providers connected to a tenant, their tokens, and the function that binds a request to its tenant.

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
);

CALL muster.isolate('muster.connections');
CALL muster.open_to_owner('muster.connections');
GRANT SELECT, INSERT, UPDATE ON muster.connections TO muster_admin;
GRANT SELECT ON muster.connections TO muster_app, muster_worker;

-- Only the keyed digest of a token is kept. Nobody but authenticate() reads it.
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
    CONSTRAINT tokens_digest_key UNIQUE (tenant_id, digest),
    CONSTRAINT tokens_digest_check CHECK (octet_length(digest) = 32),
    CONSTRAINT tokens_name_check CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT tokens_expiry_check CHECK (expires_at > created_at)
);

CALL muster.isolate('muster.tokens');
CALL muster.open_to_owner('muster.tokens');
GRANT INSERT ON muster.tokens TO muster_admin;
GRANT SELECT (tenant_id, id, connection_id, name, created_at, expires_at, revoked_at) ON muster.tokens TO muster_admin;
GRANT UPDATE (revoked_at) ON muster.tokens TO muster_admin;

-- Binds the transaction to the tenant of a host name and to the connection of a token, or ends it.
--
--   MU421  no tenant has this host name (or it is not proven, or the tenant is offboarded)
--   MU401  the token is unknown here, expired or revoked
--   MU403  the token is right, but the tenant is suspended
--   MU423  the token is right, but the connection is off or paused
--
-- The token is looked up below the tenant of the host name: another tenant's token is an unknown token.
-- now() is the database's clock; a token that expires at this instant is expired.
-- PL/pgSQL keeps its plan for the life of the database connection; as an SQL function this is three times slower.
CREATE FUNCTION muster.authenticate(
    requested_hostname text, presented_digest bytea,
    OUT tenant uuid, OUT connection uuid, OUT token uuid
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant_status text;
    connection_status text;
BEGIN
    SELECT t.id, t.status, k.id, c.id, c.status
      INTO tenant, tenant_status, token, connection, connection_status
      FROM muster.hostnames h
      JOIN muster.tenants t ON t.id = h.tenant_id
      LEFT JOIN muster.tokens k
             ON k.tenant_id = h.tenant_id AND k.digest = presented_digest
            AND k.revoked_at IS NULL AND k.expires_at > now()
      LEFT JOIN muster.connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
     WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL;

    IF tenant IS NULL OR tenant_status = 'offboarded' THEN
        RAISE EXCEPTION 'no tenant has this host name' USING ERRCODE = 'MU421';
    ELSIF token IS NULL THEN
        RAISE EXCEPTION 'the token is not valid here' USING ERRCODE = 'MU401';
    ELSIF tenant_status = 'suspended' THEN
        RAISE EXCEPTION 'the tenant is suspended' USING ERRCODE = 'MU403';
    ELSIF connection_status <> 'on' THEN
        RAISE EXCEPTION 'the connection is %', connection_status USING ERRCODE = 'MU423';
    END IF;

    PERFORM set_config('muster.tenant', tenant::text, true), set_config('muster.connection', connection::text, true);
END
$$;

-- Whether a host name routes to a tenant: only to tell "no such host" from "no token".
CREATE FUNCTION muster.is_routed(requested_hostname text) RETURNS boolean
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM muster.hostnames h JOIN muster.tenants t ON t.id = h.tenant_id
         WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL AND t.status <> 'offboarded');
END
$$;

REVOKE EXECUTE ON FUNCTION muster.authenticate(text, bytea), muster.is_routed(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.authenticate(text, bytea), muster.is_routed(text) TO muster_app;
