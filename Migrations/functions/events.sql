-- The feed of all tenants' events: by transaction, and none that a transaction still running could come before.

-- A page of the feed of all tenants, of so many events and about so many bytes at most; at least one event, if there is
-- one. MU416 where the cursor is from the future: no event of this database can have had it.
--
-- An event that is larger than any may be comes without its data: one row never ends the feed for those behind it.
CREATE OR REPLACE FUNCTION muster.read_feed(
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
CREATE OR REPLACE FUNCTION muster.is_oversized(data text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT octet_length(data) > 131072 $$;

-- For how long, in seconds, the first event has waited that the feed does not show yet, since a transaction of the
-- cluster that began before it has not ended; 0 where there is none.
CREATE OR REPLACE FUNCTION muster.feed_lag() RETURNS double precision
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off
AS $$
BEGIN
    RETURN coalesce(
        (SELECT greatest(extract(epoch FROM clock_timestamp() - e.occurred_at), 0) FROM muster.events e
          WHERE e.transaction_id >= pg_snapshot_xmin(pg_current_snapshot())
          ORDER BY e.transaction_id, e.position LIMIT 1), 0);
END
$$;

-- The greatest position that an event of any tenant has: what is behind it is in the future.
CREATE OR REPLACE FUNCTION muster.last_event_position() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('muster.events', 'position')::regclass), 0) $$;

REVOKE ALL ON FUNCTION muster.read_feed, muster.is_oversized, muster.feed_lag, muster.last_event_position
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.read_feed TO muster_app, muster_product;
GRANT EXECUTE ON FUNCTION muster.feed_lag TO muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.is_oversized, muster.last_event_position TO muster_admin;
