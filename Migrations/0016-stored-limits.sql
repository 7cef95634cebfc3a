-- What is stored has limits, and what a read would cost is known before it is read.

-- How many members a group has, kept by whatever adds and removes rows of members: an answer that would be too large is
-- refused, and a short read told from a long one, without counting.
ALTER TABLE muster.groups
    ADD COLUMN member_count bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT groups_member_count_check CHECK (member_count >= 0);

ALTER TABLE muster.groups NO FORCE ROW LEVEL SECURITY;
ALTER TABLE muster.group_members NO FORCE ROW LEVEL SECURITY;
LOCK TABLE muster.group_members IN SHARE ROW EXCLUSIVE MODE;
UPDATE muster.groups g SET member_count = c.members
  FROM (SELECT tenant_id, group_id, count(*) AS members FROM muster.group_members GROUP BY tenant_id, group_id) c
 WHERE g.tenant_id = c.tenant_id AND g.id = c.group_id;
ALTER TABLE muster.group_members FORCE ROW LEVEL SECURITY;
ALTER TABLE muster.groups FORCE ROW LEVEL SECURITY;

-- Once for each statement, however many rows it adds or removes, and with the rights of whoever runs it.
CREATE FUNCTION muster.count_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.groups g
       SET member_count = g.member_count + CASE TG_OP WHEN 'INSERT' THEN c.members ELSE -c.members END
      FROM (SELECT tenant_id, group_id, count(*) AS members FROM changed GROUP BY tenant_id, group_id) c
     WHERE g.tenant_id = c.tenant_id AND g.id = c.group_id;
    RETURN NULL;
END
$$;

-- remove_members deletes row by row, and counts by itself.
CREATE TRIGGER group_members_joined AFTER INSERT ON muster.group_members
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION muster.count_members();
CREATE TRIGGER group_members_left AFTER DELETE ON muster.group_members
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
    WHEN (current_setting('muster.counts_members', true) IS DISTINCT FROM 'itself')
    EXECUTE FUNCTION muster.count_members();

CREATE OR REPLACE FUNCTION muster.remove_members(left_group uuid, leavers uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    leaver uuid;
    removed bigint := 0;
    removed_now bigint;
BEGIN
    PERFORM set_config('muster.counts_members', 'itself', true);
    FOREACH leaver IN ARRAY leavers LOOP
        DELETE FROM muster.group_members m WHERE m.group_id = left_group AND m.user_id = leaver;
        GET DIAGNOSTICS removed_now = ROW_COUNT;
        removed := removed + removed_now;
    END LOOP;
    PERFORM set_config('muster.counts_members', '', true);
    UPDATE muster.groups g SET member_count = g.member_count - removed WHERE g.id = left_group AND removed > 0;
END
$$;

-- A person's document goes out as it came in, and is read again by every change. The programs refuse what would be
-- larger and say so; this is for whoever goes past them.
ALTER TABLE muster.users ADD CONSTRAINT users_document_check CHECK (octet_length(document) <= 1048576);
