-- How secrets come from one pepper under the next: whoever presents one that is known under the pepper before has it
-- written anew, whether it still counts or not. Each is asked only after a look-up has found nothing, answers with the
-- digest under which the secret is known from then on, and with NULL where it is not. Two who come at once both hear it.
-- Without sequential scans, since a plan that was made when there was little goes on to be used when there is much.

-- Of two digests of one secret that under the current pepper, and that under the one before.
CREATE OR REPLACE FUNCTION muster.sort_digests(
    one bytea, another bytea, OUT current_digest bytea, OUT previous_digest bytea
)
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT (SELECT CASE substr(p.value, 1, 4) WHEN substr(one, 1, 4) THEN one WHEN substr(another, 1, 4) THEN another END
              FROM muster.pepper_checks p WHERE p.state = 'current'),
           (SELECT CASE substr(p.value, 1, 4) WHEN substr(one, 1, 4) THEN one WHEN substr(another, 1, 4) THEN another END
              FROM muster.pepper_checks p WHERE p.state = 'previous')
      INTO current_digest, previous_digest;
END
$$;

-- A token at a host name. Who changes the tenant at this moment is waited for, as with every change of a token.
CREATE OR REPLACE FUNCTION muster.renew_token(requested_hostname text, one bytea, another bytea) RETURNS bytea
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
    requested CONSTANT uuid := muster.tenant_of(requested_hostname);
    sorted record;
BEGIN
    SELECT s.current_digest, s.previous_digest INTO sorted FROM muster.sort_digests(one, another) s;
    UPDATE muster.tokens k SET digest = sorted.current_digest
     WHERE k.tenant_id = requested AND k.digest = sorted.previous_digest AND sorted.current_digest IS NOT NULL;
    RETURN (SELECT k.digest FROM muster.tokens k
             WHERE k.tenant_id = requested AND k.digest = sorted.current_digest);
END
$$;

-- The secret of one of the operator's programs.
CREATE OR REPLACE FUNCTION muster.renew_client(client uuid, one bytea, another bytea) RETURNS bytea
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sorted record;
BEGIN
    SELECT s.current_digest, s.previous_digest INTO sorted FROM muster.sort_digests(one, another) s;
    UPDATE muster.clients c SET digest = sorted.current_digest
     WHERE c.id = client AND sorted.current_digest IS NOT NULL AND c.digest = sorted.previous_digest;
    RETURN (SELECT c.digest FROM muster.clients c WHERE c.id = client AND c.digest = sorted.current_digest);
END
$$;

-- A key or a session in the bound tenant.
CREATE OR REPLACE FUNCTION muster.renew_belonging(one bytea, another bytea) RETURNS bytea
LANGUAGE plpgsql STRICT SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
    bound CONSTANT uuid := nullif(current_setting('muster.tenant', true), '')::uuid;
    sorted record;
BEGIN
    SELECT s.current_digest, s.previous_digest INTO sorted FROM muster.sort_digests(one, another) s;
    UPDATE muster.keys k SET digest = sorted.current_digest
     WHERE k.tenant_id = bound AND k.digest = sorted.previous_digest AND sorted.current_digest IS NOT NULL;
    UPDATE muster.sessions o SET digest = sorted.current_digest
     WHERE o.tenant_id = bound AND o.digest = sorted.previous_digest AND sorted.current_digest IS NOT NULL;
    RETURN coalesce(
        (SELECT k.digest FROM muster.keys k WHERE k.tenant_id = bound AND k.digest = sorted.current_digest),
        (SELECT o.digest FROM muster.sessions o WHERE o.tenant_id = bound AND o.digest = sorted.current_digest));
END
$$;

-- Endpoints with a secret that is not sealed under the current pepper, of all tenants, behind one, a page at a time.
CREATE OR REPLACE FUNCTION muster.list_sealed_before(behind_tenant uuid, behind_endpoint uuid, page_size integer)
RETURNS TABLE (tenant_id uuid, endpoint_id uuid, sealed_secret bytea, sealed_previous_secret bytea)
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.tenant_id, w.id, w.sealed_secret,
           CASE WHEN w.previous_expires_at > now() THEN w.sealed_previous_secret END
      FROM muster.webhook_endpoints w JOIN muster.pepper_checks p ON p.state = 'current'
     WHERE (w.tenant_id, w.id) > (behind_tenant, behind_endpoint)
       AND (substr(w.sealed_secret, 2, 4) <> substr(p.value, 1, 4)
            OR (w.previous_expires_at > now() AND substr(w.sealed_previous_secret, 2, 4) <> substr(p.value, 1, 4)))
     ORDER BY w.tenant_id, w.id LIMIT page_size
$$;

-- Puts one sealed secret in the place of another, wherever it stands at an endpoint by now; nothing where it is gone.
CREATE OR REPLACE FUNCTION muster.reseal(tenant uuid, endpoint uuid, sealed_before bytea, sealed_now bytea) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    UPDATE muster.webhook_endpoints w
       SET sealed_secret = CASE w.sealed_secret WHEN sealed_before THEN sealed_now ELSE w.sealed_secret END,
           sealed_previous_secret =
               CASE w.sealed_previous_secret WHEN sealed_before THEN sealed_now ELSE w.sealed_previous_secret END
     WHERE w.tenant_id = tenant AND w.id = endpoint AND sealed_before IN (w.sealed_secret, w.sealed_previous_secret)
$$;

REVOKE ALL ON FUNCTION
    muster.sort_digests, muster.renew_token, muster.renew_client, muster.renew_belonging, muster.list_sealed_before,
    muster.reseal
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.renew_token TO muster_app;
GRANT EXECUTE ON FUNCTION muster.renew_client, muster.renew_belonging TO muster_app, muster_product;
GRANT EXECUTE ON FUNCTION muster.list_sealed_before, muster.reseal TO muster_admin;
