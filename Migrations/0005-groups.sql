-- Groups, which are the product's teams. Members are rows, so that adding one costs the same in every group and
-- parallel changes lose nothing.

CREATE TABLE muster.groups (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    -- The connection whose identity provider manages the group; NULL for a team made by hand.
    connection_id uuid DEFAULT nullif(current_setting('muster.connection', true), '')::uuid,
    display_name text NOT NULL,
    display_name_key text COLLATE "C" NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    CONSTRAINT groups_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT groups_display_name_key UNIQUE (tenant_id, display_name_key)
);
CALL muster.isolate('muster.groups');

CREATE TABLE muster.group_external_ids (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    connection_id uuid NOT NULL DEFAULT nullif(current_setting('muster.connection', true), '')::uuid,
    group_id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    CONSTRAINT group_external_ids_pkey PRIMARY KEY (tenant_id, connection_id, group_id),
    CONSTRAINT group_external_ids_group_fkey FOREIGN KEY (tenant_id, group_id)
        REFERENCES muster.groups (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX group_external_ids_external_id ON muster.group_external_ids (tenant_id, connection_id, external_id);
CREATE INDEX group_external_ids_group ON muster.group_external_ids (tenant_id, group_id);
CALL muster.isolate('muster.group_external_ids');

CREATE TABLE muster.group_members (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    group_id uuid NOT NULL,
    user_id uuid NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT group_members_pkey PRIMARY KEY (tenant_id, group_id, user_id),
    CONSTRAINT group_members_group_fkey FOREIGN KEY (tenant_id, group_id)
        REFERENCES muster.groups (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT group_members_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id)
);
CREATE INDEX group_members_user ON muster.group_members (tenant_id, user_id, group_id);
CALL muster.isolate('muster.group_members');

GRANT SELECT, INSERT, UPDATE, DELETE
    ON muster.groups, muster.group_external_ids, muster.group_members TO muster_app, muster_admin;
