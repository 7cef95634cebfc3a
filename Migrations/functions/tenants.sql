-- What staff see of all tenants before they have chosen one.

CREATE OR REPLACE FUNCTION muster.list_tenants(after_instance integer, page_size integer)
RETURNS TABLE (
    id uuid, instance_number integer, client text, status text, created_at timestamptz, hostname text,
    display_name text
)
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.id, t.instance_number, t.client, t.status, t.created_at, h.hostname, t.display_name
      FROM muster.tenants t
      JOIN muster.hostnames h ON h.tenant_id = t.id AND h.is_canonical
     WHERE t.instance_number > after_instance
     ORDER BY t.instance_number LIMIT page_size
$$;

REVOKE ALL ON FUNCTION muster.list_tenants FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.list_tenants TO muster_admin;
