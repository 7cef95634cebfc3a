-- What programs look at before they serve: how far the database is migrated. Every program asks; the tables themselves
-- are the owner's.

-- How far the database is migrated: the highest number there is.
CREATE OR REPLACE FUNCTION muster.structure() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(max(m.number), 0) FROM muster.migrations m $$;

-- Whether the functions that a program knows are here, or were before later ones came.
CREATE OR REPLACE FUNCTION muster.has_functions(wanted text) RETURNS boolean
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM muster.function_sets s WHERE s.checksum = wanted) $$;

REVOKE ALL ON FUNCTION muster.structure, muster.has_functions
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.structure, muster.has_functions
    TO muster_app, muster_product, muster_worker, muster_admin;
