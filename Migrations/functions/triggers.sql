-- When the functions of triggers are called. In a file of its own, after theirs: replacing a function stops nobody, and
-- replacing a trigger stops those who write to its table until the transaction ends.

-- For every change, without lists of columns: one that is forgotten would let somebody in. What is deleted takes its
-- rows along.
CREATE OR REPLACE TRIGGER renew_admissions AFTER UPDATE ON muster.tenants
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();
CREATE OR REPLACE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.hostnames
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();
CREATE OR REPLACE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.connections
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();
CREATE OR REPLACE TRIGGER renew_admissions AFTER INSERT OR UPDATE OR DELETE ON muster.tokens
    FOR EACH ROW EXECUTE FUNCTION muster.tenant_has_changed();

CREATE OR REPLACE TRIGGER users_move_forward BEFORE UPDATE ON muster.users FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();
CREATE OR REPLACE TRIGGER users_release_external_ids AFTER UPDATE OF deleted_at ON muster.users FOR EACH ROW
    WHEN ((NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)) EXECUTE FUNCTION muster.release_external_ids();

CREATE OR REPLACE TRIGGER groups_move_forward BEFORE UPDATE ON muster.groups FOR EACH ROW
    WHEN (NEW.version <> OLD.version AND NEW.updated_at <= OLD.updated_at)
    EXECUTE FUNCTION muster.move_forward();
CREATE OR REPLACE TRIGGER groups_note_rename BEFORE UPDATE OF display_name ON muster.groups FOR EACH ROW
    WHEN (NEW.display_name <> OLD.display_name) EXECUTE FUNCTION muster.note_rename();

-- remove_members deletes row by row, and counts by itself.
CREATE OR REPLACE TRIGGER group_members_joined AFTER INSERT ON muster.group_members
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION muster.count_members();
CREATE OR REPLACE TRIGGER group_members_left AFTER DELETE ON muster.group_members
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
    WHEN (current_setting('muster.counts_members', true) IS DISTINCT FROM 'itself')
    EXECUTE FUNCTION muster.count_members();

CREATE OR REPLACE TRIGGER delivery_is_discarded
    AFTER DELETE ON muster.jobs FOR EACH ROW WHEN (OLD.kind = 'deliver_webhook' AND OLD.state <> 'running')
    EXECUTE FUNCTION muster.delivery_is_discarded();
