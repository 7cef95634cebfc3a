"""What happens when somebody leaves, checked from outside: part of deploy/black-box."""

import base64
import http.client
import json
import time
import urllib.parse
import uuid

from leaving import CORE, set_active
from receiver import Receiver
from trial import Program, wait_until

EFFECTS = ["revoke_keys", "end_sessions", "soft_delete_membership", "notify"]


class Offboarding:
    """The checks in the order in which they run, on a tenant of the black box; its worker is already stopped."""

    def __init__(self, checks, now, muster, database, client, tenant):
        self.checks, self.now, self.muster, self.database = checks, now, muster, database
        self.client, self.tenant = client, tenant
        self.product = self.answer("client", "create", "--name", "black box")
        self.workers = []

    def close(self):
        for worker in self.workers:
            worker.kill()

    def without_a_worker(self):
        """Nobody but the server is needed to refuse; the worker does the rest when it is there."""
        person = self.hire()
        group = self.client.send("POST", "/Groups", {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Leavers",
            "members": [{"value": person}]}).json["id"]
        belongings = self.give(person)
        self.checks.equal(self.introspect(belongings), [True, True, True], "keys and session count before")
        answer = set_active(self.client, person, False)
        self.checks.equal(answer.status, 200, "a deactivation is answered with no worker running")
        self.checks.equal(self.introspect(belongings), [False, False, False], "the next call refuses all three")
        report = self.report(person)
        self.checks.equal([(step["effect"], step["state"]) for step in report["effects"]],
                          [(effect, "queued") for effect in EFFECTS], "the report says what is still to be done")
        self.checks.equal(report["completedAt"], None, "and that it is not complete")
        self.start_worker()
        self.checks.that(wait_until(lambda: self.is_complete(person), 15), "a worker that starts completes it")
        report = self.report(person)
        self.checks.equal([(step["effect"], step["state"], step["count"]) for step in report["effects"]],
                          list(zip(EFFECTS, ["done"] * 4, [2, 1, 1, 0])), "with a receipt for each effect")
        self.checks.that({"user", "generation", "deactivatedAt", "completedAt", "effects"} <= set(report)
                         and {"effect", "state", "attempts", "count", "finishedAt"} <= set(report["effects"][0]),
                         "and the promised fields", report)
        self.checks.that(self.membership(person)["deletedAt"] is not None, "the membership is deleted, softly")
        back = set_active(self.client, person, True)
        self.checks.equal((back.status, back.json["id"], back.json["active"]), (200, person, True),
                          "who comes back has the same id")
        self.checks.equal(self.membership(person)["deletedAt"], None, "the membership")
        members = [member["value"] for member in self.client.send("GET", f"/Groups/{group}").json["members"]]
        self.checks.equal(members, [person], "and the team")
        self.checks.equal(self.introspect(belongings), [False, False, False], "but nothing that was revoked")

    def dead_letter(self):
        """A job whose process dies with it, again and again."""
        self.close()
        secret = []
        receiver = Receiver(lambda: secret[0], lambda *_: None)
        webhook = self.answer("webhook", "add", "--tenant", self.tenant, "--url", receiver.url)
        secret.append(webhook["secret"])
        receiver.delay = 3600
        person = self.hire()
        set_active(self.client, person, False)
        for attempt in (1, 2):
            worker = self.start_worker("--worker-lease", "1s")
            began = wait_until(lambda: self.database.query(
                f"SELECT attempts FROM muster.jobs WHERE subject_id = '{person}' AND kind = 'deliver_webhook' "
                "AND state = 'running'") == str(attempt), 30)
            # Two of the usual attempts: the drill has no days.
            self.database.query("UPDATE muster.jobs SET maximum_attempts = 2 "
                                f"WHERE subject_id = '{person}' AND kind = 'deliver_webhook'")
            # The others of the same person, which are quick, are let pass: this one alone is to die.
            wait_until(lambda: self.receipts(person) == 3, 15)
            self.checks.that(began, f"attempt {attempt} is under way, and its worker is killed")
            worker.kill()
        self.start_worker("--worker-lease", "1s")
        self.checks.that(wait_until(lambda: self.dead(person), 30), "the job is dead after its last attempt")
        job = (self.dead(person) or [{}])[0]
        self.checks.equal(job.get("lastError"), "the worker stopped while running it", "and says why")
        states = {step["effect"]: step["state"] for step in self.report(person)["effects"]}
        self.checks.equal(states, dict.fromkeys(EFFECTS[:3], "done") | {"notify": "dead"},
                          "the other effects were carried out, and the report says so")
        receiver.delay = 0
        self.muster("job", "retry", "--tenant", self.tenant, str(job.get("id")))
        self.checks.that(wait_until(lambda: self.is_complete(person), 15), "job retry completes it")
        self.checks.equal(self.dead(person), [], "and nothing is dead any more")
        self.muster("webhook", "remove", "--tenant", self.tenant, webhook["id"])
        receiver.close()

    def healthy_neighbour(self):
        """Two endpoints, one dead: the healthy one hears of each leaver within a second, 100 times."""
        # Everybody may leave here: this is not about the breaker.
        self.answer("tenant", "settings", "--tenant", self.tenant, "--breaker-percent", "100")
        heard = {}
        secrets = [[], []]
        dead = Receiver(lambda: secrets[0][0], lambda *_: None)
        healthy = Receiver(lambda: secrets[1][0],
                           lambda message, body: heard.setdefault(json.loads(body)["data"]["user"], time.monotonic()))
        webhooks = [self.answer("webhook", "add", "--tenant", self.tenant, "--url", receiver.url)
                    for receiver in (dead, healthy)]
        for secret, webhook in zip(secrets, webhooks):
            secret.append(webhook["secret"])
        dead.delay = 3600
        spent = []
        for _ in range(100):
            person = self.hire()
            set_active(self.client, person, False)
            began = time.monotonic()
            wait_until(lambda: person in heard, 20)
            spent.append(heard.get(person, float("inf")) - began)
        spent.sort()
        print(f"    heard after {spent[50] * 1000:.0f} ms as a rule, {spent[-1] * 1000:.0f} ms at most", flush=True)
        self.checks.that(spent[-1] < 1, "beside a dead endpoint, the other hears of each of 100 leavers within 1 s", spent)
        for receiver, webhook in zip((dead, healthy), webhooks):
            self.muster("webhook", "remove", "--tenant", self.tenant, webhook["id"])
            receiver.close()

    def stuck_tenant(self, stuck, stuck_client):
        """100,000 jobs of one tenant that do not get on."""
        secret = []
        receiver = Receiver(lambda: secret[0], lambda *_: None)
        secret.append(self.answer("webhook", "add", "--tenant", stuck, "--url", receiver.url)["secret"])
        receiver.delay = 3600
        person = self.hire(stuck_client)
        set_active(stuck_client, person, False)
        # Half of them wait for an endpoint that does not answer, half are of a kind that this worker does not know.
        self.database.query(f"""
            INSERT INTO muster.jobs (tenant_id, kind, lane, ordering_key, subject_id, generation, payload)
            SELECT u.tenant_id, k.kind, k.lane, 'stuck:' || n, u.id, u.generation, jsonb_build_object(
                       'endpoint', w.id, 'message', 'msg_stuck_' || n, 'type', 'user.deactivated', 'at', now())
              FROM muster.users u JOIN muster.webhook_endpoints w USING (tenant_id),
                   (VALUES ('deliver_webhook', 'outgoing'), ('unknown', 'standard')) AS k (kind, lane),
                   generate_series(1, 50000) n
             WHERE u.id = '{person}'""")
        wait_until(lambda: self.database.query(
            "SELECT count(*) >= 8 FROM muster.jobs WHERE state = 'running' AND kind = 'deliver_webhook'") == "t", 20)
        spent = []
        for _ in range(5):
            leaver = self.hire()
            set_active(self.client, leaver, False)
            began = time.monotonic()
            wait_until(lambda: self.receipts(leaver) == 4, 20)
            spent.append(time.monotonic() - began)
        left = self.database.query("SELECT count(*) FROM muster.jobs WHERE ordering_key LIKE 'stuck:%'")
        print(f"    complete after {', '.join(f'{seconds:.2f} s' for seconds in spent)}; {left} are stuck", flush=True)
        self.checks.that(int(left) >= 90_000, "they are there", left)
        self.checks.that(max(spent) < 5, "another tenant's people are complete within 5 s", spent)
        self.close()
        self.database.query("DELETE FROM muster.jobs WHERE ordering_key LIKE 'stuck:%'")
        receiver.close()

    def start_worker(self, *arguments):
        worker = Program(self.now, self.now["workerCommand"][:1], self.now["log"] / "black-box-worker.log", *arguments,
                         operations_option="--worker-listen").await_ready()
        self.workers.append(worker)
        return worker

    def hire(self, client=None):
        user = {"schemas": [CORE], "userName": f"{uuid.uuid4()}@demo.example"}
        return (client or self.client).send("POST", "/Users", user).json["id"]

    def give(self, person):
        """An environment key, an API key and a session."""
        options = ("--tenant", self.tenant, "--user", person)
        self.answer("environment", "create", "--tenant", self.tenant, "--name", "production")
        self.answer("user", "setup-complete", "--tenant", self.tenant, "--user", person)
        given = [self.answer("key", "issue", *options, "--environment", "production"),
                 self.answer("key", "issue", *options, "--kind", "api"), self.answer("session", "open", *options)]
        self.checks.that(all({"id", "secret"} <= set(one) for one in given), "each is given with its secret")
        return [one["secret"] for one in given]

    def introspect(self, secrets):
        """Whether they count, as the operator's product asks on the tenant's host."""
        host, port = self.client.hostname.split(":")
        credentials = base64.b64encode(f"{self.product['id']}:{self.product['secret']}".encode()).decode()
        headers = {"Host": f"{host}:{port}", "Authorization": f"Basic {credentials}",
                   "Content-Type": "application/x-www-form-urlencoded"}
        found = []
        for secret in secrets:
            connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=35)
            connection.request("POST", "/oauth2/introspect", urllib.parse.urlencode({"token": secret}), headers)
            found.append(json.loads(connection.getresponse().read())["active"])
        return found

    def report(self, person):
        return self.answer("offboarding", "report", "--tenant", self.tenant, "--user", person)

    def is_complete(self, person):
        return self.report(person)["completedAt"] is not None

    def receipts(self, person):
        return int(self.database.query(f"SELECT count(*) FROM muster.receipts WHERE user_id = '{person}'"))

    def membership(self, person):
        members = self.answer("member", "list", "--tenant", self.tenant, "--all")
        return next(member for member in members if member["user"] == person)

    def dead(self, person):
        return [job for job in self.answer("job", "list", "--state", "dead") if job["subject"] == person]

    def answer(self, *arguments):
        return json.loads(self.muster(*arguments, "--json").stdout)
