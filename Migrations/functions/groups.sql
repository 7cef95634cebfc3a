-- Members of groups: how many they are, how they go, and what somebody shows of it.

-- A new name is noted with the group, for all who show it.
CREATE OR REPLACE FUNCTION muster.note_rename() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.renames := OLD.renames + 1;
    NEW.renamed_at := greatest(clock_timestamp(), OLD.renamed_at + interval '1 microsecond');
    RETURN NEW;
END
$$;

-- Once for each statement, however many rows it adds or removes, and with the rights of whoever runs it.
CREATE OR REPLACE FUNCTION muster.count_members() RETURNS trigger
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

-- Takes people out of a group, each by the primary key.
--
-- As one statement with an array this may read the whole group: a search for each person looks dearer than reading a
-- group of average size once.
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

-- Notes that these people came into a group or went out of it. The last statement about members in a transaction, with
-- all people at once, in the order of their ids: so nobody waits for each other.
--
-- The group's renames are added, so that what a person's version counts (their own changes and the renames of their
-- groups) never becomes less when they leave a group.
CREATE OR REPLACE FUNCTION muster.note_grouping(changed_group uuid, people uuid[]) RETURNS void
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

-- What somebody shows of their groups, and what follows from that for their version and time; no row for somebody who
-- was never in a group. `shown` is `version|time|groups`: the groups as JSON text, so that nothing decodes and encodes
-- them again, `!` in place of more than `most` bytes of them, and nothing where `base` is NULL.
--
-- The time is the last of all times. A transaction may end later than one that began after it: the versions, which only
-- ever grow, decide in the microseconds, so that no two changes share a time.
--
-- In a FROM it becomes part of the statement, for which it can have no settings of its own.
CREATE OR REPLACE FUNCTION muster.grouping(
    person uuid, own_version bigint, own_time timestamptz, base text, most bigint
) RETURNS TABLE (version bigint, updated_at timestamptz, shown text)
LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT w.version, w.updated_at,
           w.version || '|' || w.updated_at || '|'
           || CASE WHEN octet_length(w.list) > most THEN '!' ELSE coalesce(w.list, '') END
      FROM (SELECT v.version, s.list,
                   greatest(own_time, p.changed_at, s.renamed_at)
                   + (own_version - 1 + v.version)::double precision * interval '1 microsecond' AS updated_at
              FROM (SELECT '[' || string_agg(
                               '{"value":"' || g.id || '","$ref":"' || base || '/Groups/' || g.id
                               || '","display":' || to_json(g.display_name) || ',"type":"direct"}', ',' ORDER BY g.id)
                           || ']' AS list,
                           sum(g.renames) AS renames, max(g.renamed_at) AS renamed_at, count(*) AS size
                      FROM muster.group_members m
                      JOIN muster.groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
                     WHERE m.user_id = person) s
              LEFT JOIN muster.user_groupings p ON p.user_id = person
             CROSS JOIN LATERAL (
                   SELECT (coalesce(p.changes, 0) + coalesce(s.renames, 0))::bigint AS version) v
             WHERE s.size > 0 OR p.changes > 0) w
$$;

-- The same for one person, got ready only when it is called. PostgreSQL gets a whole statement ready before it knows
-- whether a part of it is needed, and most of what it got ready for one person was for their groups.
CREATE OR REPLACE FUNCTION muster.grouping_of_one(
    person uuid, own_version bigint, own_time timestamptz, base text, most bigint
) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT g.shown FROM muster.grouping(person, own_version, own_time, base, most) g);
END
$$;

REVOKE ALL ON FUNCTION
    muster.note_rename, muster.count_members, muster.remove_members, muster.note_grouping, muster.grouping,
    muster.grouping_of_one
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.remove_members, muster.grouping, muster.grouping_of_one TO muster_app, muster_admin;
GRANT EXECUTE ON FUNCTION muster.note_grouping TO muster_app, muster_worker, muster_admin;
