-- Events have a bound and the feed has one; what restricts an environment is a fact of its own; and who has not set up
-- their account holds nothing that counts.

-- At most 1,000 identifiers are named in one event, which is less than this.
ALTER TABLE muster.events ADD CONSTRAINT events_data_check CHECK (pg_column_size(data) <= 65536) NOT VALID;

-- A page of the feed of all tenants, of so many events and about so many bytes at most; at least one event, if there is
-- one. MU416 where the cursor is from the future: no event of this database can have had it.
--
-- An event that is larger than any may be comes without its data: one row never ends the feed for those behind it.
CREATE FUNCTION muster.read_feed(
    after_transaction xid8, after_position bigint, how_many integer, most_bytes integer
) RETURNS TABLE (
    transaction_id xid8, tenant_id uuid, "position" bigint, occurred_at timestamptz, kind text, actor_kind text,
    actor_id text, subject_kind text, subject_id uuid, request_id text, data text, is_oversized boolean,
    ends_page boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
DECLARE
    e record;
    bytes integer := 0;
BEGIN
    IF after_transaction > pg_snapshot_xmax(pg_current_snapshot()) THEN
        RAISE EXCEPTION 'the cursor is from the future' USING ERRCODE = 'MU416';
    END IF;
    FOR e IN
        SELECT v.transaction_id, v.tenant_id, v.position, v.occurred_at, v.kind, v.actor_kind, v.actor_id,
               v.subject_kind, v.subject_id, v.request_id, v.data::text AS data
          FROM muster.events v
         WHERE (v.transaction_id, v.position) > (after_transaction, after_position)
           AND v.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
         ORDER BY v.transaction_id, v.position
         LIMIT how_many
    LOOP
        transaction_id := e.transaction_id;
        tenant_id := e.tenant_id;
        "position" := e.position;
        occurred_at := e.occurred_at;
        kind := e.kind;
        actor_kind := e.actor_kind;
        actor_id := e.actor_id;
        subject_kind := e.subject_kind;
        subject_id := e.subject_id;
        request_id := e.request_id;
        is_oversized := muster.is_oversized(e.data);
        data := CASE WHEN is_oversized THEN '{}' ELSE e.data END;
        bytes := bytes + octet_length(data) + 512;
        ends_page := bytes >= most_bytes;
        RETURN NEXT;
        EXIT WHEN ends_page;
    END LOOP;
END
$$;

-- Whether the data of an event is longer as text than that of any event that can be written today.
CREATE FUNCTION muster.is_oversized(data text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT octet_length(data) > 131072 $$;

-- The greatest position that an event of any tenant has: what is behind it is in the future.
CREATE FUNCTION muster.last_event_position() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('muster.events', 'position')::regclass), 0) $$;

REVOKE EXECUTE ON FUNCTION
    muster.read_feed(xid8, bigint, integer, integer), muster.is_oversized(text), muster.last_event_position()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION muster.read_feed(xid8, bigint, integer, integer) TO muster_app;
GRANT EXECUTE ON FUNCTION muster.last_event_position(), muster.is_oversized(text) TO muster_admin;

-- Once an environment has been left to a team, it stays closed to everybody else, also when its last team is gone, until
-- staff open it. Before, no row in group_environments meant that everybody may use it.
ALTER TABLE muster.environments ADD COLUMN is_restricted boolean NOT NULL DEFAULT false;
ALTER TABLE muster.environments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE muster.group_environments NO FORCE ROW LEVEL SECURITY;
UPDATE muster.environments e SET is_restricted = true
 WHERE EXISTS (SELECT FROM muster.group_environments g
                WHERE g.tenant_id = e.tenant_id AND g.environment_id = e.id);
ALTER TABLE muster.environments FORCE ROW LEVEL SECURITY;
ALTER TABLE muster.group_environments FORCE ROW LEVEL SECURITY;
GRANT UPDATE (is_restricted) ON muster.environments TO muster_admin;
-- Who deletes a group takes its environments away first, with an event for each.
GRANT DELETE ON muster.group_environments TO muster_app;

-- `required`: keys and sessions are for people who have finished setting up. `none`: the first session ends it.
ALTER TABLE muster.tenant_settings
    ADD COLUMN set_up text COLLATE "C" NOT NULL DEFAULT 'required',
    ADD CONSTRAINT tenant_settings_set_up_check CHECK (set_up IN ('required', 'none'));
