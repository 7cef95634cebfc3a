-- What programs have to know of one another, and of the database that they are about to serve. None of it belongs to a
-- tenant, and no role is granted anything: functions read it and write it.

-- By what a program knows that it has the pepper under which the secrets here were digested: a value made from the
-- pepper, which leads back to no secret. While the platform moves from one pepper to another there are two; those that
-- were retired stay known as such, so that nobody moves back to one by mistake.
CREATE TABLE muster.pepper_checks (
    state text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pepper_checks_pkey PRIMARY KEY (value),
    CONSTRAINT pepper_checks_state_check CHECK (state IN ('current', 'previous', 'retired')),
    CONSTRAINT pepper_checks_value_check CHECK (octet_length(value) = 32)
);
CREATE UNIQUE INDEX pepper_checks_state_key ON muster.pepper_checks (state) WHERE state <> 'retired';
-- How a value begins is the pepper's identifier: digests begin with it, and what is sealed has it after one byte.
CREATE UNIQUE INDEX pepper_checks_identifier_key ON muster.pepper_checks (substr(value, 1, 4));
ALTER TABLE muster.pepper_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.pepper_checks FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.pepper_checks');

-- Which peppers the servers and workers have that run now, so that nobody moves on to one that some of them lack. Each
-- says so twice a minute; nothing of it is worth keeping.
CREATE UNLOGGED TABLE muster.pepper_holders (
    process uuid NOT NULL,
    program text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    other_value bytea,
    seen_at timestamptz NOT NULL,
    CONSTRAINT pepper_holders_pkey PRIMARY KEY (process),
    CONSTRAINT pepper_holders_program_check CHECK (program IN ('server', 'worker'))
) WITH (fillfactor = 50);
ALTER TABLE muster.pepper_holders ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.pepper_holders FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.pepper_holders');

-- What the servers tell one another, one row each: that they live, and how many requests a second each tenant with a
-- limit wants from them. Nothing of it is worth keeping, so it is not in the WAL.
CREATE UNLOGGED TABLE muster.server_processes (
    id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    tenants uuid[] NOT NULL,
    demands bigint[] NOT NULL,
    CONSTRAINT server_processes_pkey PRIMARY KEY (id),
    CONSTRAINT server_processes_demands_check CHECK (cardinality(tenants) = cardinality(demands))
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE muster.server_processes ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.server_processes FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.server_processes');

-- What all servers are asked for, counted once for all of them: each of many servers would otherwise add up the demands
-- of all, several times a second.
CREATE UNLOGGED TABLE muster.demand_totals (
    is_only boolean NOT NULL DEFAULT true,
    counted_at timestamptz NOT NULL,
    living bigint NOT NULL,
    tenants uuid[] NOT NULL,
    totals bigint[] NOT NULL,
    CONSTRAINT demand_totals_pkey PRIMARY KEY (is_only),
    CONSTRAINT demand_totals_only_check CHECK (is_only),
    CONSTRAINT demand_totals_totals_check CHECK (cardinality(tenants) = cardinality(totals))
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE muster.demand_totals ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.demand_totals FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.demand_totals');

-- The workers, each of which says every few seconds that it is alive. Not in the WAL either.
CREATE UNLOGGED TABLE muster.worker_processes (
    name text COLLATE "C" NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT worker_processes_pkey PRIMARY KEY (name)
) WITH (fillfactor = 50);
ALTER TABLE muster.worker_processes ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.worker_processes FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.worker_processes');
