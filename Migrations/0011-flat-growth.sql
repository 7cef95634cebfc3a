-- What keeps every request as cheap with 100,000 tenants, or 100,000 people in one, as with ten.
--
-- A prepared statement is planned once for each database connection, while some tenant is bound, and then serves all of
-- them. Its plan must therefore be right for the largest tenant, whoever was bound when it was made, and whatever the
-- statistics are at that moment.

-- The planner works out a stable expression to see how common its value is: a plan made while a tenant with one person
-- was bound held every index that begins with the tenant for equally good. It does not look into a subquery.
CREATE OR REPLACE PROCEDURE muster.isolate(isolated regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', isolated);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', isolated);
    EXECUTE format(
        'CREATE POLICY tenant_isolation ON %s TO muster_app, muster_worker, muster_admin
             USING (tenant_id = (SELECT nullif(current_setting(''muster.tenant'', true), '''')::uuid))
             WITH CHECK (tenant_id = nullif(current_setting(''muster.tenant'', true), '''')::uuid)',
        isolated);
    CALL muster.expect_large_tenants(isolated);
END
$$;

-- Has the planner take every tenant for a hundred rows of a table, however many there are: enough to prefer the index
-- that names the row to one that only begins with the tenant.
CREATE PROCEDURE muster.expect_large_tenants(expecting regclass)
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ALTER COLUMN tenant_id SET (n_distinct = -0.01, n_distinct_inherited = -0.01)', expecting);
END
$$;

DO $$
DECLARE
    isolated regclass;
BEGIN
    FOR isolated IN
        SELECT p.polrelid::regclass FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
         WHERE p.polname = 'tenant_isolation' AND c.relnamespace = 'muster'::regnamespace ORDER BY c.oid
    LOOP
        EXECUTE format(
            'ALTER POLICY tenant_isolation ON %s
                 USING (tenant_id = (SELECT nullif(current_setting(''muster.tenant'', true), '''')::uuid))', isolated);
        CALL muster.expect_large_tenants(isolated);
    END LOOP;
END
$$;

-- A tenant has one connection or two. The planner would take tenant and connection for independent, and few rows for
-- fewer still.
ALTER TABLE muster.user_external_ids ALTER COLUMN connection_id SET (n_distinct = 2);
ALTER TABLE muster.group_external_ids ALTER COLUMN connection_id SET (n_distinct = 2);

-- Takes people out of a group, each by the primary key.
--
-- As one statement with an array this may read the whole group: a search for each person looks dearer than reading a
-- group of average size once.
CREATE FUNCTION muster.remove_members(left_group uuid, leavers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid;
BEGIN
    FOREACH leaver IN ARRAY leavers LOOP
        DELETE FROM muster.group_members m WHERE m.group_id = left_group AND m.user_id = leaver;
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION muster.remove_members(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.remove_members(uuid, uuid[]) TO muster_app, muster_admin;

-- Rows that change in columns without an index stay in their page if there is room: no index is touched then, and the
-- room is taken back without vacuum.
ALTER TABLE muster.users SET (fillfactor = 85);
ALTER TABLE muster.groups SET (fillfactor = 70);
ALTER TABLE muster.memberships SET (fillfactor = 90);
ALTER TABLE muster.keys SET (fillfactor = 90);
ALTER TABLE muster.sessions SET (fillfactor = 90);
ALTER TABLE muster.tokens SET (fillfactor = 80);

-- By default vacuum waits for a fifth of a table to be dead, and statistics for a tenth to be new: of ten million rows
-- that is far too late. A hundredth, and some for small tables, keeps the work in proportion.
DO $$
DECLARE
    busy text;
BEGIN
    FOREACH busy IN ARRAY ARRAY[
        'users', 'user_emails', 'user_external_ids', 'memberships', 'groups', 'group_members', 'group_external_ids',
        'keys', 'sessions', 'tokens', 'offboardings', 'receipts'
    ] LOOP
        EXECUTE format(
            'ALTER TABLE muster.%I SET (
                 autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
                 autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_insert_threshold = 10000,
                 autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 500)', busy);
    END LOOP;
END
$$;

-- Statistics from before the first row. Without any, the planner takes "not deleted" for a rare thing, and reads whole
-- tenants from the moment that the first identity provider pushes its people until autovacuum comes by.
--
-- A hundred small tenants and one with a thousand people are made, counted, and taken away again: nobody else ever sees
-- them. Where there are tenants already, there are statistics of their own.
DO $$
DECLARE
    sampled CONSTANT text[] := ARRAY[
        'tenants', 'hostnames', 'connections', 'tokens', 'users', 'user_emails', 'user_external_ids', 'memberships',
        'groups', 'group_external_ids', 'group_members', 'keys', 'sessions'];
    place integer;
BEGIN
    IF EXISTS (SELECT FROM muster.tenants) THEN
        RETURN;
    END IF;
    FOR place IN 1..cardinality(sampled) LOOP
        EXECUTE format('ALTER TABLE muster.%I NO FORCE ROW LEVEL SECURITY', sampled[place]);
    END LOOP;

    INSERT INTO muster.tenants (id, instance_number, client)
    SELECT gen_random_uuid(), n, 'sample' FROM generate_series(1, 100) n;
    INSERT INTO muster.hostnames (tenant_id, hostname, is_canonical, verified_at)
    SELECT t.id, 'sample' || t.instance_number || '.invalid', true, now() FROM muster.tenants t;
    INSERT INTO muster.connections (tenant_id, id, name) SELECT t.id, t.id, 'sample' FROM muster.tenants t;
    INSERT INTO muster.tokens (tenant_id, connection_id, name, digest, expires_at)
    SELECT t.id, t.id, 'sample', sha256(t.id::text::bytea), now() + interval '1 day' FROM muster.tenants t;
    INSERT INTO muster.users
           (tenant_id, id, user_name, user_name_key, display_name_key, status, document, keys, connection_id)
    SELECT t.id, gen_random_uuid(), n, n, n, 'active', repeat('sample ', 50), '{}', t.id
      FROM muster.tenants t
     CROSS JOIN LATERAL generate_series(1, CASE t.instance_number WHEN 1 THEN 1000 ELSE 1 END) n;
    INSERT INTO muster.user_emails (tenant_id, user_id, value_key)
    SELECT u.tenant_id, u.id, u.user_name_key FROM muster.users u;
    INSERT INTO muster.user_external_ids (tenant_id, connection_id, user_id, external_id)
    SELECT u.tenant_id, u.connection_id, u.id, u.user_name_key FROM muster.users u;
    INSERT INTO muster.memberships (tenant_id, user_id) SELECT u.tenant_id, u.id FROM muster.users u;
    INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
    SELECT u.tenant_id, u.id, u.connection_id, u.user_name, u.user_name_key
      FROM muster.users u WHERE u.user_name_key::integer <= 10;
    INSERT INTO muster.group_external_ids (tenant_id, connection_id, group_id, external_id)
    SELECT g.tenant_id, g.connection_id, g.id, g.display_name_key FROM muster.groups g;
    INSERT INTO muster.group_members (tenant_id, group_id, user_id)
    SELECT u.tenant_id, g.id, u.id FROM muster.users u
      JOIN muster.groups g ON g.tenant_id = u.tenant_id
       AND g.display_name_key::integer IN (1, 1 + u.user_name_key::integer % 10);
    INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
    SELECT u.tenant_id, u.id, u.id, 'api', sha256(u.id::text::bytea) FROM muster.users u;
    INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
    SELECT u.tenant_id, u.id, u.id, sha256(u.id::text::bytea), now() + interval '1 day' FROM muster.users u;

    FOR place IN REVERSE cardinality(sampled)..1 LOOP
        EXECUTE format('ANALYZE muster.%I', sampled[place]);
        EXECUTE format('DELETE FROM muster.%I', sampled[place]);
        EXECUTE format('ALTER TABLE muster.%I FORCE ROW LEVEL SECURITY', sampled[place]);
    END LOOP;
END
$$;

-- The log of events is about to be divided by month, and what it holds becomes the first part: this says up to when.
-- Whether it is so for the rows that there are is looked at while others go on writing, by the migration that divides.
DO $$
BEGIN
    EXECUTE format(
        'ALTER TABLE muster.events ADD CONSTRAINT events_first_part_check CHECK (occurred_at < %L) NOT VALID',
        (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '3 months') AT TIME ZONE 'UTC');
END
$$;
