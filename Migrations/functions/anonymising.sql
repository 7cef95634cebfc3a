-- People whose tenant wants them anonymised by now; one job each. Returns how many.
--
-- Without those whom a hold takes in. Where one was approved, that is when they left for good: the time that a tenant
-- keeps its people's data begins then.
CREATE OR REPLACE FUNCTION muster.enqueue_anonymisations(how_many integer) RETURNS bigint
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    enqueued bigint;
BEGIN
    INSERT INTO muster.jobs (tenant_id, kind, ordering_key, subject_id, generation)
    SELECT u.tenant_id, 'anonymise', 'anonymise:' || u.id, u.id, u.generation
      FROM muster.tenant_settings s
     CROSS JOIN LATERAL (
            SELECT v.tenant_id, v.id, v.generation FROM muster.users v
             WHERE v.tenant_id = s.tenant_id AND v.status = 'deactivated' AND v.anonymised_at IS NULL
               AND v.deactivated_at < clock_timestamp() - s.anonymise_after
               AND NOT EXISTS (
                    SELECT FROM muster.jobs j WHERE j.tenant_id = v.tenant_id AND j.subject_id = v.id
                       AND j.kind = 'anonymise')
               AND NOT EXISTS (
                    SELECT FROM muster.offboardings o
                      JOIN muster.holds h ON h.tenant_id = o.tenant_id AND o.started_at >= h.began_at
                       AND o.started_at <= coalesce(h.resolved_at, 'infinity')
                     WHERE o.tenant_id = v.tenant_id AND o.user_id = v.id AND o.generation = v.generation
                       AND coalesce(h.resolved_at, 'infinity') > clock_timestamp() - s.anonymise_after)
             LIMIT how_many) u
     WHERE s.anonymise_after IS NOT NULL
     LIMIT how_many;
    GET DIAGNOSTICS enqueued = ROW_COUNT;
    RETURN enqueued;
END
$$;

REVOKE ALL ON FUNCTION muster.enqueue_anonymisations
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.enqueue_anonymisations TO muster_worker;
