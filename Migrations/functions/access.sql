-- Who gets in: identity providers by a token, the operator's programs by a secret, both below a host name.

-- Binds the transaction to the tenant of a host name and to the connection of a token, or ends it. Answers
-- `tenant|connection|token|requests a second`, the last one empty where the tenant has no limit of its own. Who is not
-- among `admissions` is looked for in what these repeat.
--
-- A fixed search path would cost a fifth of it. Instead, everything is named in full, operators and types included: no
-- search path leads to anything else.
CREATE OR REPLACE FUNCTION muster.admit(requested_hostname pg_catalog.text, presented_digest pg_catalog.bytea)
RETURNS pg_catalog.text
LANGUAGE plpgsql STRICT SECURITY DEFINER
AS $$
DECLARE
    admitted pg_catalog.text;
BEGIN
    SELECT pg_catalog.set_config('muster.tenant', a.tenant_id::pg_catalog.text, true)
           OPERATOR(pg_catalog.||) '|'::pg_catalog.text
           OPERATOR(pg_catalog.||) pg_catalog.set_config('muster.connection', a.connection_id::pg_catalog.text, true)
           OPERATOR(pg_catalog.||) '|'::pg_catalog.text OPERATOR(pg_catalog.||) a.token_id::pg_catalog.text
           OPERATOR(pg_catalog.||) '|'::pg_catalog.text
           OPERATOR(pg_catalog.||) coalesce(a.requests_per_second::pg_catalog.text, ''::pg_catalog.text)
      INTO admitted
      FROM muster.admissions a
     WHERE a.hostname OPERATOR(pg_catalog.=) requested_hostname AND a.digest OPERATOR(pg_catalog.=) presented_digest
       AND a.expires_at OPERATOR(pg_catalog.>) pg_catalog.now();
    IF FOUND THEN
        RETURN admitted;
    END IF;
    RETURN (SELECT f.tenant::pg_catalog.text
                   OPERATOR(pg_catalog.||) '|'::pg_catalog.text OPERATOR(pg_catalog.||) f.connection::pg_catalog.text
                   OPERATOR(pg_catalog.||) '|'::pg_catalog.text OPERATOR(pg_catalog.||) f.token::pg_catalog.text
                   OPERATOR(pg_catalog.||) '|'::pg_catalog.text
                   OPERATOR(pg_catalog.||) coalesce(f.requests_per_second::pg_catalog.text, ''::pg_catalog.text)
              FROM muster.look_up_access(requested_hostname, presented_digest) f);
END
$$;

-- Asks for access what `admissions` repeats, binds the transaction or says why not:
--
--   MU421  no tenant has this host name (or it is not proven, or the tenant is offboarded)
--   MU401  the token is unknown here, expired or revoked
--   MU403  the token is right, but the tenant is suspended
--   MU423  the token is right, but the connection is off or paused
--
-- The token is looked up below the tenant of the host name: another tenant's token is an unknown token.
-- now() is the database's clock; a token that expires at this instant is expired.
CREATE OR REPLACE FUNCTION muster.look_up_access(
    requested_hostname text, presented_digest bytea,
    OUT tenant uuid, OUT connection uuid, OUT token uuid, OUT requests_per_second integer
)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant_status text;
    connection_status text;
BEGIN
    SELECT t.id, t.status, t.requests_per_second, k.id, c.id, c.status
      INTO tenant, tenant_status, requests_per_second, token, connection, connection_status
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
CREATE OR REPLACE FUNCTION muster.is_routed(requested_hostname text) RETURNS boolean
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM muster.hostnames h JOIN muster.tenants t ON t.id = h.tenant_id
         WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL AND t.status <> 'offboarded');
END
$$;

-- The tenant that a proven host name leads to; NULL where there is none. For staff, and for lines of the log: who gets
-- in is decided by admit().
CREATE OR REPLACE FUNCTION muster.tenant_of(wanted_hostname text) RETURNS uuid
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.tenant_id FROM muster.hostnames h WHERE h.hostname = wanted_hostname AND h.verified_at IS NOT NULL
$$;

-- Why a token was not let in: which tenant the host name leads to, and whether the token is one that has expired or was
-- revoked there. For the log alone: whoever sent it is told the same in any case.
CREATE OR REPLACE FUNCTION muster.explain_refusal(
    requested_hostname text, presented_digest bytea, OUT tenant uuid, OUT token uuid, OUT reason text
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT h.tenant_id, k.id,
           CASE WHEN k.id IS NULL THEN 'unknown_token'
                WHEN k.revoked_at IS NOT NULL THEN 'revoked_token'
                WHEN k.expires_at <= now() THEN 'expired_token' END
      INTO tenant, token, reason
      FROM muster.hostnames h
      LEFT JOIN muster.tokens k ON k.tenant_id = h.tenant_id AND k.digest = presented_digest
     WHERE h.hostname = requested_hostname AND h.verified_at IS NOT NULL;
END
$$;

-- Binds the transaction to the tenant of a host name on behalf of an API client, or ends it.
--
--   MU421  no tenant has this host name
--   MU401  the client is unknown or revoked, or its secret is wrong
--
-- A suspended tenant is not bound: nothing of it is found, so nothing of it counts.
CREATE OR REPLACE FUNCTION muster.authenticate_client(requested_hostname text, client uuid, presented_digest bytea)
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
CREATE OR REPLACE FUNCTION muster.check_client(client uuid, presented_digest bytea) RETURNS void
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

REVOKE ALL ON FUNCTION
    muster.admit, muster.look_up_access, muster.is_routed, muster.tenant_of, muster.explain_refusal,
    muster.authenticate_client, muster.check_client
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION
    muster.admit, muster.is_routed, muster.tenant_of, muster.explain_refusal, muster.authenticate_client,
    muster.check_client
    TO muster_app;
GRANT EXECUTE ON FUNCTION muster.tenant_of, muster.authenticate_client, muster.check_client TO muster_product;
GRANT EXECUTE ON FUNCTION muster.tenant_of TO muster_admin;
