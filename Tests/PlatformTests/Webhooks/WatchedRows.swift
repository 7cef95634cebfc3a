/// Notes which rows were changed in which transaction, and compares them with what the events of it name.
enum WatchedRows {
    /// The tables whose rows are what events tell of.
    static let domain = [
        "clients", "connections", "environments", "group_environments", "group_external_ids", "group_members", "groups",
        "holds", "hostnames", "keys", "memberships", "sessions", "tenant_settings", "tenants", "tokens",
        "user_emails", "user_external_ids", "users", "webhook_endpoints",
    ]

    /// Tables that record what was done, or repeat what others say: they are told of by nothing.
    static let records = [
        "admissions", "breaker_bases", "breaker_minutes", "demand_totals", "event_fan_out", "events", "finished_jobs",
        "function_files", "function_sets", "jobs", "migrations",
        "offboardings", "pepper_checks", "pepper_holders", "server_processes", "token_uses", "webhook_deliveries",
        "user_groupings", "worker_processes",
    ]

    /// What an endpoint was seen to do and when a token was used are observations, and nobody's change.
    private static let observations =
        "'{is_slow,failures,failing_since,resting_until,last_error,last_used_at}'::text[]"

    static var setUp: [String] {
        [
            "CREATE TABLE public.changed_rows (transaction_id xid8, name text, row jsonb)",
            """
            CREATE FUNCTION public.note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - \(observations) = to_jsonb(NEW) - \(observations) THEN
                    RETURN NULL;
                END IF;
                INSERT INTO public.changed_rows
                VALUES (pg_current_xact_id(), TG_TABLE_NAME,
                        CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END);
                RETURN NULL;
            END $$
            """,
        ]
            + (domain + ["offboardings"]).map {
                """
                CREATE TRIGGER zz_note_change AFTER INSERT OR UPDATE OR DELETE ON muster.\($0)
                   FOR EACH ROW EXECUTE FUNCTION public.note_change()
                """
            }
    }

    /// The changed rows that no event or receipt of their transaction names.
    static let unnamed = """
        WITH named AS (
            SELECT c.transaction_id, c.name, c.row,
                   ARRAY(SELECT v FROM unnest(ARRAY[
                       c.row ->> 'id', c.row ->> 'user_id', c.row ->> 'group_id', c.row ->> 'environment_id',
                       CASE WHEN c.name IN ('tenant_settings', 'hostnames') THEN c.row ->> 'tenant_id' END]) v
                    WHERE v IS NOT NULL) AS ids
              FROM public.changed_rows c WHERE c.name <> 'offboardings'
        )
        SELECT n.name, n.row::text FROM named n
         WHERE NOT EXISTS (
                SELECT FROM muster.events e CROSS JOIN unnest(n.ids) i (id)
                 WHERE e.transaction_id = n.transaction_id
                   AND (e.subject_id::text = i.id OR position(i.id IN e.data::text) > 0))
           AND NOT EXISTS (
                SELECT FROM public.changed_rows r
                 WHERE r.name = 'offboardings' AND r.row ->> 'keys_revoked_at' IS NOT NULL
                   AND r.transaction_id = n.transaction_id
                   AND r.row ->> 'user_id' = n.row ->> 'user_id')
         LIMIT 10
        """
}
