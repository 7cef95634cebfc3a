-- Reading one person costs what they show. PostgreSQL gets a whole statement ready before it knows whether a part of it
-- is needed, and most of what it got ready for one person was for their groups.

-- What somebody shows of their groups, and what follows from that for their version and time; no row for somebody who
-- was never in a group. `shown` is `version|time|groups`: the groups as JSON text, so that nothing decodes and encodes
-- them again, `!` in place of more than `most` bytes of them, and nothing where `base` is NULL.
--
-- The time is the last of all times. A transaction may end later than one that began after it: the versions, which only
-- ever grow, decide in the microseconds, so that no two changes share a time.
--
-- In a FROM it becomes part of the statement, for which it can have no settings of its own.
CREATE FUNCTION muster.grouping(person uuid, own_version bigint, own_time timestamptz, base text, most bigint)
RETURNS TABLE (version bigint, updated_at timestamptz, shown text)
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

-- The same for one person, got ready only when it is called.
CREATE FUNCTION muster.grouping_of_one(person uuid, own_version bigint, own_time timestamptz, base text, most bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT g.shown FROM muster.grouping(person, own_version, own_time, base, most) g);
END
$$;

REVOKE EXECUTE ON FUNCTION
    muster.grouping(uuid, bigint, timestamptz, text, bigint),
    muster.grouping_of_one(uuid, bigint, timestamptz, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    muster.grouping(uuid, bigint, timestamptz, text, bigint),
    muster.grouping_of_one(uuid, bigint, timestamptz, text, bigint) TO muster_app, muster_admin;
