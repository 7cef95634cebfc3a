-- What a resource shows, its version and its time move together, and forward only. And an externalId names one person,
-- or one group, of a connection.

-- Two changes of a row never share a time, whatever the clock says and however fast they follow one another. A trigger,
-- so that it holds for every statement that raises a version; it does its work only where the clock has not moved on.
CREATE FUNCTION muster.move_forward() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := OLD.updated_at + interval '1 millisecond';
    RETURN NEW;
END
$$;
CREATE TRIGGER users_move_forward BEFORE UPDATE ON muster.users FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();
CREATE TRIGGER groups_move_forward BEFORE UPDATE ON muster.groups FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();

-- A person shows their groups, with the names of these. A new name is noted with the group alone: it costs the same
-- whether one person is in the group or a hundred thousand.
ALTER TABLE muster.groups ADD COLUMN renames bigint NOT NULL DEFAULT 0, ADD COLUMN renamed_at timestamptz;
CREATE FUNCTION muster.note_rename() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.renames := OLD.renames + 1;
    NEW.renamed_at := greatest(clock_timestamp(), OLD.renamed_at + interval '1 microsecond');
    RETURN NEW;
END
$$;
CREATE TRIGGER groups_note_rename BEFORE UPDATE OF display_name ON muster.groups FOR EACH ROW
    WHEN (NEW.display_name <> OLD.display_name) EXECUTE FUNCTION muster.note_rename();

-- How often somebody came into a group or went out of one, and when they last did: beside the person, since whoever
-- changes a group neither rewrites what is known of its people nor waits for whoever changes them.
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

-- Statistics from before the first row, as the eleventh migration takes them of other tables: an empty one tells the
-- planner that any way will do.
ALTER TABLE muster.user_groupings NO FORCE ROW LEVEL SECURITY;
INSERT INTO muster.user_groupings (tenant_id, user_id, changes, changed_at)
SELECT md5(greatest(n, 900)::text)::uuid, gen_random_uuid(), 1, now() FROM generate_series(1, 1000) n;
ANALYZE muster.user_groupings;
DELETE FROM muster.user_groupings;
ALTER TABLE muster.user_groupings FORCE ROW LEVEL SECURITY;

-- Notes that these people came into a group or went out of it. The last statement about members in a transaction, with
-- all people at once, in the order of their ids: so nobody waits for each other.
--
-- The group's renames are added, so that what a person's version counts (their own changes and the renames of their
-- groups) never becomes less when they leave a group.
CREATE FUNCTION muster.note_grouping(changed_group uuid, people uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO muster.user_groupings AS p (user_id, changes, changed_at)
    SELECT w.id, 1 + coalesce((SELECT g.renames FROM muster.groups g WHERE g.id = changed_group), 0), clock_timestamp()
      FROM (SELECT DISTINCT unnest(people) AS id ORDER BY id) w
    ON CONFLICT (tenant_id, user_id) DO UPDATE
       SET changes = p.changes + excluded.changes,
           changed_at = greatest(excluded.changed_at, p.changed_at + interval '1 microsecond');
END
$$;
REVOKE EXECUTE ON FUNCTION muster.note_grouping(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.note_grouping(uuid, uuid[]) TO muster_app, muster_worker, muster_admin;

-- An externalId names one person of a connection, and one group. Somebody who is deleted keeps theirs for the audit, and
-- to come back with it if the deletion was a mistake, but it is free for others meanwhile.
ALTER TABLE muster.user_external_ids ADD COLUMN is_released boolean NOT NULL DEFAULT false;
ALTER TABLE muster.user_external_ids NO FORCE ROW LEVEL SECURITY;
UPDATE muster.user_external_ids x SET is_released = true
  FROM muster.users u WHERE u.tenant_id = x.tenant_id AND u.id = x.user_id AND u.deleted_at IS NOT NULL;
ALTER TABLE muster.user_external_ids FORCE ROW LEVEL SECURITY;

CREATE FUNCTION muster.release_external_ids() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.user_external_ids x SET is_released = NEW.deleted_at IS NOT NULL
     WHERE x.tenant_id = NEW.tenant_id AND x.user_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER users_release_external_ids AFTER UPDATE OF deleted_at ON muster.users FOR EACH ROW
    WHEN ((NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)) EXECUTE FUNCTION muster.release_external_ids();
GRANT UPDATE (is_released) ON muster.user_external_ids TO muster_worker;

-- Where two people share one already, this stops and names it: which of the two is meant only the customer knows.
-- Change one of them through its identity provider, or anonymise the one that is not in use.
CREATE UNIQUE INDEX user_external_ids_external_id_key
    ON muster.user_external_ids (tenant_id, connection_id, external_id) WHERE NOT is_released;
DROP INDEX muster.user_external_ids_external_id;
CREATE UNIQUE INDEX group_external_ids_external_id_key
    ON muster.group_external_ids (tenant_id, connection_id, external_id);
DROP INDEX muster.group_external_ids_external_id;

-- An index that was made on an empty table looks cheaper than those that were there when statistics were taken: they
-- are taken again. The rows name nobody, so their foreign keys have to wait.
DO $$
DECLARE
    kind text;
BEGIN
    IF EXISTS (SELECT FROM muster.tenants) THEN
        RETURN;
    END IF;
    FOREACH kind IN ARRAY ARRAY['user', 'group'] LOOP
        EXECUTE format('ALTER TABLE muster.%1$s_external_ids NO FORCE ROW LEVEL SECURITY', kind);
        EXECUTE format('ALTER TABLE muster.%1$s_external_ids DROP CONSTRAINT %1$s_external_ids_%1$s_fkey', kind);
        EXECUTE format(
            'INSERT INTO muster.%1$s_external_ids (tenant_id, connection_id, %1$s_id, external_id)
             SELECT md5(greatest(n, 900)::text)::uuid, md5(greatest(n, 900)::text)::uuid, gen_random_uuid(), n
               FROM generate_series(1, 1000) n', kind);
        EXECUTE format('ANALYZE muster.%1$s_external_ids', kind);
        EXECUTE format('DELETE FROM muster.%1$s_external_ids', kind);
        EXECUTE format(
            'ALTER TABLE muster.%1$s_external_ids ADD CONSTRAINT %1$s_external_ids_%1$s_fkey
                 FOREIGN KEY (tenant_id, %1$s_id) REFERENCES muster.%1$ss (tenant_id, id) %2$s',
            kind, CASE kind WHEN 'group' THEN 'ON DELETE CASCADE' ELSE '' END);
        EXECUTE format('ALTER TABLE muster.%1$s_external_ids FORCE ROW LEVEL SECURITY', kind);
    END LOOP;
END
$$;
