-- Customer instances, the host names by which requests find them, and what each of them may choose.

CREATE TABLE muster.tenants (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    instance_number integer NOT NULL,
    client text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- NULL: what the platform says for all. 0: no limit.
    requests_per_second integer,
    -- What people call the customer; nothing is looked up by it.
    display_name text,
    -- What a suspended tenant was before, and is again once it is resumed.
    resumes_as text COLLATE "C",
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_instance_number_key UNIQUE (instance_number),
    CONSTRAINT tenants_instance_number_check CHECK (instance_number BETWEEN 1 AND 999999999),
    CONSTRAINT tenants_client_check CHECK (client ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
    CONSTRAINT tenants_status_check CHECK (status IN ('onboarding', 'active', 'suspended', 'offboarded')),
    CONSTRAINT tenants_requests_per_second_check
        CHECK (requests_per_second = 0 OR requests_per_second BETWEEN 25 AND 1000000),
    CONSTRAINT tenants_display_name_check CHECK (length(display_name) BETWEEN 1 AND 100),
    CONSTRAINT tenants_resumes_as_check
        CHECK (resumes_as IS NULL OR (resumes_as IN ('onboarding', 'active') AND status = 'suspended'))
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 5000);
CREATE INDEX tenants_client ON muster.tenants (client);

ALTER TABLE muster.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY bound_tenant ON muster.tenants FOR SELECT TO muster_app, muster_product, muster_worker
    USING (id = nullif(current_setting('muster.tenant', true), '')::uuid);
CREATE POLICY staff ON muster.tenants TO muster_admin USING (true) WITH CHECK (true);
CALL muster.open_to_owner('muster.tenants');
GRANT SELECT ON muster.tenants TO muster_app, muster_worker;
GRANT SELECT (id, instance_number) ON muster.tenants TO muster_product;
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
) WITH (autovacuum_vacuum_threshold = 5000, autovacuum_analyze_threshold = 5000);

-- One of two indexes that cannot begin with the tenant: they are what finds the tenant. Only proven names are in it, so
-- that somebody else's unproven claim blocks nobody.
CREATE UNIQUE INDEX hostnames_routing_key ON muster.hostnames (hostname) WHERE verified_at IS NOT NULL;
CREATE UNIQUE INDEX hostnames_canonical_key ON muster.hostnames (tenant_id) WHERE is_canonical;

CALL muster.isolate('muster.hostnames');
CALL muster.open_to_owner('muster.hostnames');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.hostnames TO muster_admin;

-- How many people may leave within an hour before the rest of them is held, and how many of a hundred, where a tenant
-- has chosen nothing else. Whoever reads settings that there may be no row of asks here.
CREATE FUNCTION muster.usual_breaker(OUT people integer, OUT percent integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT 20, 20 $$;
GRANT EXECUTE ON FUNCTION muster.usual_breaker TO muster_app, muster_worker, muster_admin;

-- What a tenant may choose; a tenant without a row has the defaults.
CREATE TABLE muster.tenant_settings (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    breaker_people integer NOT NULL DEFAULT (muster.usual_breaker()).people,
    breaker_percent integer NOT NULL DEFAULT (muster.usual_breaker()).percent,
    -- How long people who have left are kept before they are anonymised; NULL: until somebody asks for it.
    anonymise_after interval,
    -- `required`: keys and sessions are for people who have finished setting up. `none`: the first session ends it.
    set_up text COLLATE "C" NOT NULL DEFAULT 'required',
    CONSTRAINT tenant_settings_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_settings_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES muster.tenants (id),
    CONSTRAINT tenant_settings_breaker_check CHECK (breaker_people >= 0 AND breaker_percent BETWEEN 0 AND 100),
    CONSTRAINT tenant_settings_anonymise_check CHECK (anonymise_after >= interval '0'),
    CONSTRAINT tenant_settings_set_up_check CHECK (set_up IN ('required', 'none'))
);
CALL muster.isolate('muster.tenant_settings');
CALL muster.open_to_owner('muster.tenant_settings');
GRANT SELECT ON muster.tenant_settings TO muster_app, muster_worker, muster_admin;
GRANT INSERT, UPDATE ON muster.tenant_settings TO muster_admin;
