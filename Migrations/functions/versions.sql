-- What a resource shows, its version and its time move together, and forward only.

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

CREATE OR REPLACE TRIGGER users_move_forward BEFORE UPDATE ON muster.users FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();
CREATE OR REPLACE TRIGGER groups_move_forward BEFORE UPDATE ON muster.groups FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();

REVOKE ALL ON FUNCTION muster.move_forward FROM PUBLIC, muster_app, muster_worker, muster_admin;
