-- People, and what is known of them.
--
-- `document` is what the identity provider sent, in canonical form, as text: it goes out as it came in.
-- `keys` is the same, normalised for comparison (one normalisation, in Swift): filters read nothing else.
-- Columns that end in _key hold normalised text under collation "C": their comparisons are leakproof, so an index
-- serves them under row level security too, and a prefix is a range.
--
-- `set_up_at` is when the person finished setting up (what somebody reactivated comes back as follows from it), and
-- `connection_id` is the connection that made the person, NULL for one made by hand.
--
-- What every request writes has no foreign key to tenants or connections: each write would lock that one row in share
-- mode. admit() has just read it, and WITH CHECK of the policies lets no other tenant's id in.
--
-- Rows that change in columns without an index stay in their page if there is room, which fillfactor leaves here and
-- elsewhere: no index is touched then, and the room is taken back without vacuum.
--
-- What a value may be is said by domains where every request writes it: PostgreSQL reads the text of a table's CHECKs
-- anew for each statement, which for what a new person needs came to a twentieth of it.

CREATE DOMAIN muster.user_status AS text COLLATE "C"
    CONSTRAINT users_status_check CHECK (VALUE IN ('pending', 'active', 'deactivated'));
-- It is read again by every change. The programs refuse what would be larger and say so; this is for whoever goes past
-- them.
CREATE DOMAIN muster.user_document AS text CONSTRAINT users_document_check CHECK (octet_length(VALUE) <= 1048576);
CREATE DOMAIN muster.member_role AS text COLLATE "C"
    CONSTRAINT memberships_role_check CHECK (VALUE IN ('Blank', 'ReadOnly', 'User', 'Admin', 'EnterpriseAdmin', 'Owner'));

CREATE TABLE muster.users (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    id uuid NOT NULL,
    user_name text NOT NULL,
    user_name_key text COLLATE "C" NOT NULL,
    display_name_key text COLLATE "C",
    status muster.user_status NOT NULL DEFAULT 'pending',
    document muster.user_document NOT NULL,
    keys jsonb NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    generation bigint NOT NULL DEFAULT 1,
    access_epoch timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    updated_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    set_up_at timestamptz,
    connection_id uuid DEFAULT nullif(current_setting('muster.connection', true), '')::uuid,
    deactivated_at timestamptz,
    deleted_at timestamptz,
    anonymised_at timestamptz,
    CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT users_deactivated_check CHECK ((status = 'deactivated') = (deactivated_at IS NOT NULL))
) WITH (fillfactor = 85);
CALL muster.keep_up_with('muster.users');

-- A deleted person's name is free again; the row stays for the audit.
CREATE UNIQUE INDEX users_user_name_key ON muster.users (tenant_id, user_name_key) WHERE deleted_at IS NULL;
CREATE INDEX users_display_name_key ON muster.users (tenant_id, display_name_key) WHERE deleted_at IS NULL;
CREATE INDEX users_anonymisable ON muster.users (tenant_id, deactivated_at)
    WHERE status = 'deactivated' AND anonymised_at IS NULL;

CALL muster.isolate('muster.users');
CALL muster.open_to_owner('muster.users');
GRANT SELECT, INSERT, UPDATE ON muster.users TO muster_app, muster_admin;
GRANT SELECT, UPDATE ON muster.users TO muster_worker;
GRANT SELECT (tenant_id, id, user_name, status, deleted_at, access_epoch) ON muster.users TO muster_product;

CREATE TABLE muster.user_emails (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    value_key text COLLATE "C" NOT NULL,
    CONSTRAINT user_emails_pkey PRIMARY KEY (tenant_id, value_key, user_id),
    CONSTRAINT user_emails_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id)
);
CALL muster.keep_up_with('muster.user_emails');
CREATE INDEX user_emails_user ON muster.user_emails (tenant_id, user_id);
CALL muster.isolate('muster.user_emails');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.user_emails TO muster_app, muster_admin;
GRANT SELECT, DELETE ON muster.user_emails TO muster_worker;

-- An externalId is one connection's name for a person, and for one person: another connection has its own. Somebody who
-- is deleted keeps theirs for the audit, and to come back with it if the deletion was a mistake, but it is free for
-- others meanwhile.
CREATE TABLE muster.user_external_ids (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    connection_id uuid NOT NULL DEFAULT nullif(current_setting('muster.connection', true), '')::uuid,
    user_id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    is_released boolean NOT NULL DEFAULT false,
    CONSTRAINT user_external_ids_pkey PRIMARY KEY (tenant_id, user_id, connection_id),
    CONSTRAINT user_external_ids_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id)
);
CALL muster.keep_up_with('muster.user_external_ids');
CREATE UNIQUE INDEX user_external_ids_external_id_key
    ON muster.user_external_ids (tenant_id, connection_id, external_id) WHERE NOT is_released;
-- A tenant has one connection or two. The planner would take tenant and connection for independent, and few rows for
-- fewer still.
ALTER TABLE muster.user_external_ids ALTER COLUMN connection_id SET (n_distinct = 2);
CALL muster.isolate('muster.user_external_ids');
GRANT SELECT, INSERT, UPDATE, DELETE ON muster.user_external_ids TO muster_app, muster_admin;
GRANT SELECT, DELETE, UPDATE (is_released) ON muster.user_external_ids TO muster_worker;

CREATE TABLE muster.memberships (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('muster.tenant', true), '')::uuid,
    user_id uuid NOT NULL,
    role muster.member_role NOT NULL DEFAULT 'Blank',
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    -- The leaving that took it away, by its generation: undoing that gives it back.
    deleted_by_generation bigint,
    CONSTRAINT memberships_pkey PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT memberships_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES muster.users (tenant_id, id)
) WITH (fillfactor = 90);
CALL muster.keep_up_with('muster.memberships');
CALL muster.isolate('muster.memberships');
GRANT SELECT, INSERT, UPDATE ON muster.memberships TO muster_app, muster_admin;
GRANT SELECT, UPDATE ON muster.memberships TO muster_worker;
GRANT SELECT (tenant_id, user_id, role, deleted_at) ON muster.memberships TO muster_product;
