-- What a database administrator runs once, as a superuser, before the first `muster migrate`, and again when
-- `muster doctor` says so:
--
--     psql -X -v ON_ERROR_STOP=1 -f deploy/bootstrap.sql postgres
--
-- It makes the database and the five roles, without passwords. Give each role its own (psql's \password), or let
-- pg_hba.conf say how it proves who it is. Running this again puts back what it sets, and changes nothing else.
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

-- What the sessions of each role are like. It belongs to the roles and is not sent when a program connects, since a
-- pooler gives one session to many clients: PgBouncer refuses such settings, or drops them without a word.
--
-- Not IN DATABASE: a database that is cloned, or restored under another name, would be without them. No superuser is
-- needed for this part. On a hosted database whoever has CREATEROLE may run it, and every role may set its own.
SELECT format('ALTER ROLE %I SET %I = %L', role, name, value)
  FROM unnest(ARRAY['muster_owner', 'muster_app', 'muster_product', 'muster_worker', 'muster_admin']) AS role,
       (VALUES
           -- What programs read must not depend on how the server is set up.
           ('datestyle', 'ISO, YMD'), ('timezone', 'UTC'), ('bytea_output', 'hex'),
           -- Statements after a lock must see what the one before them has committed.
           ('default_transaction_isolation', 'read committed')) AS setting (name, value)
\gexec

SELECT format('ALTER ROLE %I SET %I = %L', role, name, value)
  FROM unnest(ARRAY['muster_app', 'muster_product', 'muster_worker', 'muster_admin']) AS role,
       (VALUES
           -- Statements are planned once. Left to itself PostgreSQL plans one with LIMIT $1 anew each time, which takes
           -- several times as long as running it.
           ('plan_cache_mode', 'force_generic_plan'),
           -- A plan that was made while a table was small serves when it has grown. And every statement is short: a
           -- wrong estimate must not have machine code or other processes made for it.
           ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'), ('jit', 'off'),
           ('max_parallel_workers_per_gather', '0'),
           -- How long a statement may take, and a transaction that does nothing; no program waits longer.
           ('statement_timeout', '30s'), ('idle_in_transaction_session_timeout', '30s'),
           -- A backend whose client has closed the connection stops working within a second.
           ('client_connection_check_interval', '1s')) AS setting (name, value)
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
