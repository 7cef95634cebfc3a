"""The least SQL that a secure SCIM operation needs, in a database of its own on the same PostgreSQL."""

import os
import re
import secrets
from pathlib import Path

from trial import POSTGRES_PROGRAMS, run

FOLDER = Path(__file__).resolve().parent / "least"
NAME = "least"


class LeastSQL:
    """People of as many tenants as are asked for; each script of the folder is an operation on somebody at random."""

    def __init__(self, database, tenants, people):
        self.tenants, self.people = tenants, people
        self.password = secrets.token_hex(16)
        self.url = re.sub(r"/\w+$", f"/{NAME}", database.url)
        database.query(f"CREATE DATABASE {NAME}")
        run([POSTGRES_PROGRAMS / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"tenants={tenants}",
             "-v", f"people={people}", "-f", FOLDER / "setup.sql", self.url], seconds=300,
            env={**database.environment, "LEAST_PASSWORD": self.password})

    def run(self, operation, seconds, clients):
        """Operations a second."""
        printed = run([POSTGRES_PROGRAMS / "pgbench", "-n", "-M", "prepared", "-T", str(seconds), "-c", str(clients),
                       "-j", "2", "-D", f"tenants={self.tenants}", "-D", f"people={self.people}",
                       "-f", FOLDER / f"{operation}.sql", "-U", NAME, re.sub(r"//[^@]*@", "//", self.url)],
                      seconds=seconds + 60, env={**os.environ, "PGPASSWORD": self.password})
        return float(re.search(r"tps = ([0-9.]+)", printed.stdout)[1])
