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
    -- Kept by whatever adds and removes rows of members: an answer that would be too large is refused, and a short read
    -- told from a long one, without counting.
    member_count bigint NOT NULL DEFAULT 0,
    -- A person shows their groups, with the names of these. A new name is noted with the group alone: it costs the same
    -- whether one person is in the group or a hundred thousand.
    renames bigint NOT NULL DEFAULT 0,
    renamed_at timestamptz,
    CONSTRAINT groups_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT groups_display_name_key UNIQUE (tenant_id, display_name_key),
    CONSTRAINT groups_member_count_check CHECK (member_count >= 0)
) WITH (fillfactor = 70);
CALL muster.keep_up_with('muster.groups');
CALL muster.isolate('muster.groups');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.groups TO muster_app, muster_admin;
GRANT SELECT, UPDATE ON muster.groups TO muster_worker;
GRANT SELECT (tenant_id, id, display_name) ON muster.groups TO muster_product;

-- An externalId names one group of a connection.
CREATE TABLE muster.group_external_ids (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    connection_id uuid NOT NULL DEFAULT nullif(current_setting('muster.connection', true), '')::uuid,
    group_id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    CONSTRAINT group_external_ids_pkey PRIMARY KEY (tenant_id, connection_id, group_id),
    CONSTRAINT group_external_ids_group_fkey FOREIGN KEY (tenant_id, group_id)
        REFERENCES muster.groups (tenant_id, id) ON DELETE CASCADE
);
CALL muster.keep_up_with('muster.group_external_ids');
CREATE UNIQUE INDEX group_external_ids_external_id_key
    ON muster.group_external_ids (tenant_id, connection_id, external_id);
CREATE INDEX group_external_ids_group ON muster.group_external_ids (tenant_id, group_id);
-- As for people's.
ALTER TABLE muster.group_external_ids ALTER COLUMN connection_id SET (n_distinct = 2);
CALL muster.isolate('muster.group_external_ids');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.group_external_ids TO muster_app, muster_admin;

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
CALL muster.keep_up_with('muster.group_members');
CREATE INDEX group_members_user ON muster.group_members (tenant_id, user_id, group_id);
CALL muster.isolate('muster.group_members');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.group_members TO muster_app, muster_admin;
GRANT SELECT, INSERT ON muster.group_members TO muster_worker;
GRANT SELECT (tenant_id, group_id, user_id) ON muster.group_members TO muster_product;

-- How often somebody came into a group or went out of one, and when they last did: beside the person, since whoever
-- changes a group neither rewrites what is known of its people nor waits for whoever changes them. Whoever was ever in
-- a group has a row.
CREATE TABLE muster.user_groupings (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    changes bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT user_groupings_pkey PRIMARY KEY (tenant_id, user_id)
) WITH (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 5000);
CALL muster.isolate('muster.user_groupings');
GRANT SELECT, INSERT, UPDATE ON muster.user_groupings TO muster_app, muster_worker, muster_admin;
