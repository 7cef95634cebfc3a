-- Customer instances and the host names by which requests find them.

CREATE TABLE muster.tenants (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    instance_number integer NOT NULL,
    client text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_instance_number_key UNIQUE (instance_number),
    CONSTRAINT tenants_instance_number_check CHECK (instance_number BETWEEN 1 AND 999999999),
    CONSTRAINT tenants_client_check CHECK (client ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
    CONSTRAINT tenants_status_check CHECK (status IN ('onboarding', 'active', 'suspended', 'offboarded'))
);

ALTER TABLE muster.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY bound_tenant ON muster.tenants FOR SELECT TO muster_app, muster_worker
    USING (id = nullif(current_setting('muster.tenant', true), '')::uuid);
CREATE POLICY staff ON muster.tenants TO muster_admin USING (true) WITH CHECK (true);
CALL muster.open_to_owner('muster.tenants');
GRANT SELECT ON muster.tenants TO muster_app, muster_worker;
GRANT SELECT, INSERT, UPDATE ON muster.tenants TO muster_admin;

-- A host name is kept as it is matched: lower case, letters, digits and hyphens, no trailing dot.
CREATE TABLE muster.hostnames (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    hostname text COLLATE "C" NOT NULL,
    is_canonical boolean NOT NULL DEFAULT false,
    verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT hostnames_pkey PRIMARY KEY (tenant_id, hostname),
    CONSTRAINT hostnames_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES muster.tenants (id),
    CONSTRAINT hostnames_hostname_check CHECK (
        octet_length(hostname) <= 253
        AND hostname ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT hostnames_canonical_check CHECK (verified_at IS NOT NULL OR NOT is_canonical)
);

-- The one index that cannot begin with the tenant: it is what finds the tenant. Only proven names are in it, so
-- that somebody else's unproven claim blocks nobody.
CREATE UNIQUE INDEX hostnames_routing_key ON muster.hostnames (hostname) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX hostnames_canonical_key ON muster.hostnames (tenant_id) WHERE is_canonical;

CALL muster.isolate('muster.hostnames');
CALL muster.open_to_owner('muster.hostnames');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.hostnames TO muster_admin;

-- All tenants with their canonical host names: what staff see before they have chosen one.
CREATE FUNCTION muster.list_tenants()
RETURNS TABLE (
    id uuid, instance_number integer, client text, status text, created_at timestamptz, hostname text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.id, t.instance_number, t.client, t.status, t.created_at, h.hostname
      FROM muster.tenants t
      JOIN muster.hostnames h ON h.tenant_id = t.id AND h.is_canonical
     ORDER BY t.instance_number
$$;

REVOKE EXECUTE ON FUNCTION muster.list_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.list_tenants() TO muster_admin;
