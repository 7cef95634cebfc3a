-- What a resource shows, its version and its time move together, and forward only; and what goes with a person.

-- Two changes of a row never share a time, whatever the clock says and however fast they follow one another. A trigger,
-- so that it holds for every statement that raises a version; it does its work only where the clock has not moved on.
CREATE OR REPLACE FUNCTION muster.move_forward() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := OLD.updated_at + interval '1 millisecond';
    RETURN NEW;
END
$$;

-- An externalId is free for others while its person is deleted.
CREATE OR REPLACE FUNCTION muster.release_external_ids() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE muster.user_external_ids x SET is_released = NEW.deleted_at IS NOT NULL
     WHERE x.tenant_id = NEW.tenant_id AND x.user_id = NEW.id;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION muster.move_forward, muster.release_external_ids
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
