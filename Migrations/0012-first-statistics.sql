-- Statistics from before the first row. Without any, the planner takes "not deleted" for a rare thing, holds any index
-- of an empty table for as good as the next, and reads whole tenants from the moment that the first identity provider
-- pushes its people until autovacuum comes by.
--
-- A hundred small tenants and one with a thousand people are made, counted, and taken away again: nobody else ever sees
-- them. No trigger has been made yet that would have something to say about it.

DO $$
DECLARE
    sampled CONSTANT text[] := ARRAY[
        'tenants', 'hostnames', 'connections', 'tokens', 'users', 'user_emails', 'user_external_ids', 'memberships',
        'groups', 'group_external_ids', 'group_members', 'user_groupings', 'keys', 'sessions', 'offboardings'];
    place integer;
BEGIN
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
    SELECT u.tenant_id, u.connection_id, u.id, u.id FROM muster.users u;
    INSERT INTO muster.memberships (tenant_id, user_id) SELECT u.tenant_id, u.id FROM muster.users u;
    INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
    SELECT u.tenant_id, u.id, u.connection_id, u.user_name, u.user_name_key
      FROM muster.users u WHERE u.user_name_key::integer <= 10;
    INSERT INTO muster.group_external_ids (tenant_id, connection_id, group_id, external_id)
    SELECT g.tenant_id, g.connection_id, g.id, g.id FROM muster.groups g;
    INSERT INTO muster.group_members (tenant_id, group_id, user_id)
    SELECT u.tenant_id, g.id, u.id FROM muster.users u
      JOIN muster.groups g ON g.tenant_id = u.tenant_id
       AND g.display_name_key::integer IN (1, 1 + u.user_name_key::integer % 10);
    INSERT INTO muster.user_groupings (tenant_id, user_id, changes, changed_at)
    SELECT u.tenant_id, u.id, 1, now() FROM muster.users u;
    INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
    SELECT u.tenant_id, u.id, u.id, 'api', sha256(u.id::text::bytea) FROM muster.users u;
    INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
    SELECT u.tenant_id, u.id, u.id, sha256(u.id::text::bytea), now() + interval '1 day' FROM muster.users u;
    INSERT INTO muster.offboardings
           (tenant_id, user_id, generation, is_deletion, status_before, access_epoch_before, is_pending, started_at)
    SELECT u.tenant_id, u.id, 2, false, 'active', now(), u.place % 100 = 0, now() - u.place * interval '1 minute'
      FROM (SELECT tenant_id, id, row_number() OVER () AS place FROM muster.users) u;

    FOR place IN REVERSE cardinality(sampled)..1 LOOP
        EXECUTE format('ANALYZE muster.%I', sampled[place]);
        EXECUTE format('DELETE FROM muster.%I', sampled[place]);
        EXECUTE format('ALTER TABLE muster.%I FORCE ROW LEVEL SECURITY', sampled[place]);
    END LOOP;
END
$$;
