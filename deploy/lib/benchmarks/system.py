"""The system that is measured: release builds on a private PostgreSQL that waits for the disk."""

import base64
import http.client
import json
import os
import re
import signal
from pathlib import Path

from load import Target
from trial import Client, Database, Quickstart, free_port, wait_until

from . import dataset

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
INSTANCE = 1001
# What the server sets for its sessions, so that pgbench has the same plans.
PLANS = " ".join(f"-c {setting}" for setting in (
    "plan_cache_mode=force_generic_plan", "enable_seqscan=off", "enable_bitmapscan=off", "jit=off",
    "max_parallel_workers_per_gather=0"))


def say(sentence):
    print(f"==> {sentence}", flush=True)


def note(sentence):
    print(f"    {sentence}", flush=True)


class System:
    """A quickstart with the tenant of its demo, and as much more data as is asked for."""

    def __init__(self, folder):
        self.port = free_port()
        say("Building and starting Muster on a PostgreSQL of its own")
        self.quickstart = Quickstart(folder, "--port", str(self.port), "--operations-port", "0").await_ready()
        self.now = self.quickstart.description
        self.database = Database(self.now["databaseURL"])
        self.postgres_log = Path(folder) / "log" / "postgres.log"
        self.target = Target(self.port, self.now["hostname"], self.now["token"])
        self.authorization = f"Bearer {self.now['token']}"

    def stop(self):
        self.quickstart.stop()

    @property
    def application_environment(self):
        """What a program needs to connect as the server does, with the same plans."""
        lines = Path(self.now["environmentFile"]).read_text()
        found = dict(re.findall(r"^export (\w+)='?([^'\n]*)'?$", lines, re.M))
        port, name = re.search(r":(\d+)/(\w+)", found["MUSTER_DATABASE_URL"]).groups()
        return {"PGHOST": "127.0.0.1", "PGPORT": port, "PGDATABASE": name, "PGUSER": "muster_app",
                "PGPASSFILE": found["PGPASSFILE"], "PGOPTIONS": PLANS}

    def stop_worker(self):
        """So that nothing but the requests is measured."""
        os.kill(self.now["workerPID"], signal.SIGTERM)

    def client(self, hostname=None):
        """A connection to the server, at the host name of any tenant."""
        return Client(self.port, hostname or self.now["hostname"], self.now["token"])

    def introspect(self, hostname):
        """Asks as the operator's product does whether the key of a tenant counts, and it does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("POST", "/oauth2/introspect", f"token={self.secret}", {
            "Host": f"{hostname}:{self.port}", "Authorization": self.product_authorization,
            "Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse().read()
        connection.close()
        if not json.loads(answer).get("active"):
            raise AssertionError(f"the key of {hostname} does not count: {answer}")

    def muster(self, *arguments):
        return self.quickstart.muster(*arguments)

    def fill(self, scale):
        """A sample made by the real programs, and copies of it."""
        say(f"Filling the database: {scale.tenants} tenants, {scale.users} people")
        self.muster("tenant", "settings", "--tenant", str(INSTANCE), "--breaker-percent", "100")
        client = self.client()
        user = client.send("POST", "/Users", person("sampleperson@bench.example")).json["id"]
        group = client.send("POST", "/Groups", {"schemas": [GROUP], "displayName": "Sample"}).json["id"]
        self.muster("user", "setup-complete", "--tenant", str(INSTANCE), "--user", user)
        key = self.muster("key", "issue", "--tenant", str(INSTANCE), "--user", user, "--kind", "api")
        self.secret = key["secret"]
        product = self.muster("client", "create", "--name", "bench")
        self.product_authorization = "Basic " + base64.b64encode(
            f"{product['id']}:{product['secret']}".encode()).decode()
        tenant, connection, token = self.database.query(
            f"""SELECT concat_ws(',', t.id, k.connection_id, k.id)
                  FROM muster.tenants t JOIN muster.tokens k ON k.tenant_id = t.id
                 WHERE t.instance_number = {INSTANCE}""").split(",")
        sample = dataset.Sample(
            tenant, INSTANCE, self.now["hostname"], connection, token, key["id"], user, "sampleperson@bench.example",
            group, "Sample")
        dataset.fill(self.database, sample, scale, note)

    def resident_megabytes(self, process=None):
        """What a process occupies of the memory; the server, unless another is named."""
        status = Path(f"/proc/{process or self.now['serverPID']}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def person(user_name):
    """A person as Entra ID sends one."""
    name = user_name.split("@")[0]
    return {
        "schemas": [USER, ENTERPRISE], "userName": user_name, "externalId": f"external-{name}", "active": True,
        "displayName": f"{name} Bench", "name": {"givenName": name, "familyName": "Bench"}, "title": "Engineer",
        "emails": [{"value": user_name, "type": "work", "primary": True}],
        ENTERPRISE: {"department": "Research", "employeeNumber": "4711"},
    }


def prepare(system, reset):
    """Makes everything as it was before a round: SQL that undoes the last one, and nothing else going on."""
    if reset:
        system.database.query(*reset, seconds=600)
    await_idle(system.database)


def await_idle(database):
    """Until PostgreSQL is done with what was before, such as vacuuming."""
    wait_until(lambda: database.query(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'") == "0", 60)
