-- What a database administrator runs once, as a superuser, before the first `muster migrate`:
--
--     psql -X -v ON_ERROR_STOP=1 -f deploy/bootstrap.sql postgres
--
-- It makes the database and the five roles, without passwords. Give each role its own (psql's \password), or let
-- pg_hba.conf say how it proves who it is. Running this again changes nothing.
--
--   muster_owner   owns the database and its tables; only `muster migrate` uses it
--   muster_app     muster-server
--   muster_product muster-server where it serves the operator's own programs only
--   muster_worker  muster-worker
--   muster_admin   the other commands of muster
--
-- muster_owner could create the others itself if it had CREATEROLE. Up to PostgreSQL 15 that attribute also
-- lets its holder take on roles such as pg_execute_server_program, so it is better not to need it.

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', role)
  FROM unnest(ARRAY['muster_owner', 'muster_app', 'muster_product', 'muster_worker', 'muster_admin']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

SELECT 'CREATE DATABASE muster OWNER muster_owner TEMPLATE template0 ENCODING ''UTF8'''
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'muster')
\gexec

-- Nothing of Muster's needs temporary tables, which could only stand in the way of real ones.
REVOKE TEMPORARY ON DATABASE muster FROM PUBLIC;

-- Errors of a database quote what people are called. PostgreSQL's log is no place for that.
ALTER DATABASE muster SET log_error_verbosity = terse;
ALTER DATABASE muster SET log_min_error_statement = panic;

-- Large objects belong to no tenant, and no policy is asked about them.
\connect muster
REVOKE EXECUTE ON FUNCTION
    pg_catalog.lo_creat(integer), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;
