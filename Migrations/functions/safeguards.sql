-- What programs look at before they serve: how far the database is migrated, and which pepper it belongs to. Every
-- program asks; the tables themselves are the owner's.

-- How far the database is migrated: the highest number there is.
CREATE OR REPLACE FUNCTION muster.structure() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(max(m.number), 0) FROM muster.migrations m $$;

-- Whether the functions that a program knows are here, or were before later ones came.
CREATE OR REPLACE FUNCTION muster.has_functions(wanted text) RETURNS boolean
LANGUAGE sql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM muster.function_sets s WHERE s.checksum = wanted) $$;

-- Whether a program has the right pepper; NULL where none has come yet.
CREATE OR REPLACE FUNCTION muster.fits_pepper(presented bytea) RETURNS boolean
LANGUAGE plpgsql STRICT STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT p.value = presented FROM muster.pepper_checks p);
END
$$;

-- As `fits_pepper`; the pepper of the first program that comes is the right one from then on.
CREATE OR REPLACE FUNCTION muster.note_pepper(presented bytea) RETURNS boolean
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM muster.pepper_checks) THEN
        INSERT INTO muster.pepper_checks (value) VALUES (presented) ON CONFLICT DO NOTHING;
    END IF;
    RETURN (SELECT p.value = presented FROM muster.pepper_checks p);
END
$$;

-- Makes another pepper the right one. No secret from before is known afterwards.
CREATE OR REPLACE FUNCTION muster.replace_pepper(presented bytea) RETURNS void
LANGUAGE sql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO muster.pepper_checks AS p (value) VALUES (presented)
    ON CONFLICT (is_only) DO UPDATE SET value = excluded.value, set_at = now()
$$;

REVOKE ALL ON FUNCTION
    muster.structure, muster.has_functions, muster.fits_pepper, muster.note_pepper, muster.replace_pepper
    FROM PUBLIC, muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.structure, muster.has_functions, muster.fits_pepper, muster.note_pepper
    TO muster_app, muster_product, muster_worker, muster_admin;
GRANT EXECUTE ON FUNCTION muster.replace_pepper TO muster_admin;
