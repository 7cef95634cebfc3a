-- Holds: whom they take in, how they end, and who has to look at them.

-- The hold that takes in a leaving, or NULL.
CREATE OR REPLACE FUNCTION muster.hold_of(left_at timestamptz) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT h.id FROM muster.holds h
             WHERE left_at >= h.began_at AND left_at <= coalesce(h.resolved_at, 'infinity')
             ORDER BY h.began_at LIMIT 1);
END
$$;

-- Whether a hold takes in a leaving. The planner does not look into it: whoever knows a person goes by the person, and
-- not through all who left meanwhile.
CREATE OR REPLACE FUNCTION muster.is_within(left_at timestamptz, hold muster.holds) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN left_at BETWEEN hold.began_at AND hold.resolved_at;
END
$$;

-- The hold that stands in the way of anonymising somebody: staff may still bring them back. NULL where there is none.
CREATE OR REPLACE FUNCTION muster.hold_on(person uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT h.id FROM muster.users u
          JOIN muster.offboardings o ON o.user_id = u.id AND o.generation = u.generation
          JOIN muster.holds h ON o.started_at >= h.began_at AND o.started_at <= coalesce(h.resolved_at, 'infinity')
         WHERE u.id = person
           AND (h.resolved_at IS NULL OR (h.resolution = 'undone' AND o.undo_outcome IS NULL))
         LIMIT 1);
END
$$;

-- Closes a hold of the bound tenant; MU404 unless it is open. What it held goes on from here: to be carried out where
-- it is approved, to be brought back where it is undone. Who left before `since` is none of its people then: their
-- effects are carried out. The breaker begins to count anew.
CREATE OR REPLACE FUNCTION muster.resolve_hold(resolved uuid, chosen text, since timestamptz, staff text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.holds h
       SET resolved_at = clock_timestamp(), resolution = chosen, resolved_by = staff,
           began_at = greatest(h.began_at, since)
     WHERE h.id = resolved AND h.resolved_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such open hold' USING ERRCODE = 'MU404';
    END IF;
    DELETE FROM muster.breaker_minutes;
    DELETE FROM muster.breaker_bases;
END
$$;

-- The holds of all tenants that stand now: for the metric.
CREATE OR REPLACE FUNCTION muster.count_open_holds() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT count(*) FROM muster.holds h WHERE h.resolved_at IS NULL $$;

-- The tenants with holds that wait for staff, and with those that are being undone.
CREATE OR REPLACE FUNCTION muster.tenants_with_open_holds() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.tenant_id FROM muster.holds h
     WHERE h.resolved_at IS NULL OR (h.resolution = 'undone' AND h.finished_at IS NULL)
     GROUP BY h.tenant_id ORDER BY min(h.opened_at)
$$;

REVOKE ALL ON FUNCTION
    muster.hold_of, muster.is_within, muster.hold_on, muster.resolve_hold, muster.count_open_holds,
    muster.tenants_with_open_holds
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.hold_of, muster.is_within, muster.hold_on TO muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.count_open_holds TO muster_worker;
GRANT EXECUTE ON FUNCTION muster.resolve_hold, muster.tenants_with_open_holds TO muster_admin;
