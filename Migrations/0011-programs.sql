-- What programs have to know of one another, and of the database that they are about to serve. None of it belongs to a
-- tenant, and no role is granted anything: functions read it and write it.

-- By what a program knows that it has the pepper with which the secrets here were digested: a value made from the
-- pepper, which leads back to no secret.
CREATE TABLE muster.pepper_checks (
    is_only boolean NOT NULL DEFAULT true,
    value bytea NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pepper_checks_pkey PRIMARY KEY (is_only),
    CONSTRAINT pepper_checks_only_check CHECK (is_only),
    CONSTRAINT pepper_checks_value_check CHECK (octet_length(value) = 32)
);
ALTER TABLE muster.pepper_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE muster.pepper_checks FORCE ROW LEVEL SECURITY;
CALL muster.open_to_owner('muster.pepper_checks');

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
