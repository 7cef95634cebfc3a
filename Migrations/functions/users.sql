-- What follows from changes of people.

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

CREATE OR REPLACE TRIGGER users_release_external_ids AFTER UPDATE OF deleted_at ON muster.users FOR EACH ROW
    WHEN ((NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)) EXECUTE FUNCTION muster.release_external_ids();

REVOKE ALL ON FUNCTION muster.release_external_ids FROM PUBLIC, muster_app, muster_worker, muster_admin;
