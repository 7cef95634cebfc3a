"""People who leave and come back, for drills: the load, and what has to hold afterwards whatever happened meanwhile."""

import http.client
import random
import threading
import time
import uuid

from trial import Client, wait_until

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class People:
    """Threads that deactivate and reactivate, each its own people, and note what the server has acknowledged.

    Where an answer is missing, what it would have been is looked up before the person is touched again, so that every
    acknowledged deactivation was a change.
    """

    def __init__(self, port, hostname, token, threads=4, each=10):
        self.connection = (port, hostname, token)
        self.lock = threading.Lock()
        self.acknowledged = []
        self.unanswered = 0
        self.busy = 0
        self.running = threading.Event()
        self.closing = threading.Event()
        client = Client(*self.connection)
        self.groups = [[self.create(client) for _ in range(each)] for _ in range(threads)]
        self.threads = [threading.Thread(target=self.work, args=(group,), daemon=True) for group in self.groups]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def create(client):
        answer = client.send("POST", "/Users", {"schemas": [CORE], "userName": f"{uuid.uuid4()}@drill.example"})
        if answer.status != 201:
            raise AssertionError(f"a person could not be created: {answer.status} {answer.body}")
        return answer.json["id"]

    def pause(self):
        """Nothing is under way any more when this returns."""
        with self.lock:
            self.running.clear()
        if not wait_until(lambda: self.busy == 0, 60):
            raise AssertionError("requests are still under way after a minute")

    def go_on(self):
        self.running.set()

    def close(self):
        self.pause()
        self.closing.set()
        self.running.set()
        for thread in self.threads:
            thread.join()

    def begin(self):
        """Waits for the word to go on, and says whether there is one more turn."""
        while True:
            self.running.wait()
            with self.lock:
                # Paused again in between, and perhaps already waited for.
                if self.running.is_set():
                    self.busy += 0 if self.closing.is_set() else 1
                    return not self.closing.is_set()

    def work(self, people):
        client = Client(*self.connection)
        states = dict.fromkeys(people, True)
        while self.begin():
            person = random.choice(people)
            try:
                self.turn(client, person, states)
            except (OSError, http.client.HTTPException):
                states[person] = None
                with self.lock:
                    self.unanswered += 1
                time.sleep(0.02)
            with self.lock:
                self.busy -= 1
            time.sleep(random.random() * 0.01)

    def turn(self, client, person, states):
        """The other state for somebody; where it is not known, that is asked for."""
        if states[person] is None:
            answer = client.send("GET", f"/Users/{person}")
            states[person] = answer.json["active"] if answer.status == 200 else None
            return
        answer = set_active(client, person, not states[person])
        if answer.status != 200:
            states[person] = None
            with self.lock:
                self.unanswered += 1
            time.sleep(0.02)
            return
        states[person] = not states[person]
        if not states[person]:
            with self.lock:
                self.acknowledged.append(answer.headers["x-request-id"])


def set_active(client, person, is_active):
    return client.send("PATCH", f"/Users/{person}", {
        "schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": is_active}]})


# Offboardings that have not yet a receipt for each of the four effects.
INCOMPLETE = """
    SELECT o.user_id, o.generation FROM muster.offboardings o LEFT JOIN muster.receipts r
           USING (tenant_id, user_id, generation)
     GROUP BY o.tenant_id, o.user_id, o.generation HAVING count(r.effect) <> 4"""

# Gives everybody who has access a key and a session, if they have none: something for the next leaving to take away.
BELONGINGS = """
    WITH person AS (
        SELECT u.tenant_id, u.id FROM muster.users u
         WHERE u.status <> 'deactivated' AND NOT EXISTS (
                SELECT FROM muster.keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL)
           FOR UPDATE SKIP LOCKED
    ), session AS (
        INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
        SELECT tenant_id, gen_random_uuid(), id, sha256(gen_random_uuid()::text::bytea), now() + interval '1 day'
          FROM person
    )
    INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
    SELECT tenant_id, gen_random_uuid(), id, 'api', sha256(gen_random_uuid()::text::bytea) FROM person"""

# What must hold at the end, each as a query for what breaks it.
INVARIANTS = {
    "every acknowledged deactivation was committed, whole":
        """SELECT a.request_id FROM drill.acknowledged a
             LEFT JOIN muster.offboardings o USING (request_id)
             LEFT JOIN muster.events e ON e.request_id = a.request_id AND e.kind = 'user.deactivated'
                   AND e.subject_id = o.user_id
            GROUP BY a.request_id HAVING count(o.user_id) <> 1 OR count(e.position) <> 1""",
    "no deactivation was committed in part, acknowledged or not":
        """SELECT o.user_id FROM muster.offboardings o FULL JOIN
                  (SELECT * FROM muster.events WHERE kind = 'user.deactivated') e
                  ON e.request_id = o.request_id AND e.subject_id = o.user_id
            WHERE o.user_id IS NULL OR e.subject_id IS NULL""",
    "every deactivation has its four receipts": INCOMPLETE,
    "nothing waits any more for a worker":
        "SELECT user_id FROM muster.offboardings WHERE is_pending OR endpoints_left > 0",
    "what was taken says by which leaving, and that leaving says how much it took":
        """SELECT o.user_id FROM muster.offboardings o
            WHERE o.keys_revoked <> (SELECT count(*) FROM muster.keys k
                    WHERE k.user_id = o.user_id AND k.revoked_by_generation = o.generation)
               OR o.sessions_ended <> (SELECT count(*) FROM muster.sessions s
                    WHERE s.user_id = o.user_id AND s.ended_by_generation = o.generation)""",
    "a session or key was taken from each person at most as often as they had one":
        """SELECT r.user_id FROM muster.receipts r WHERE r.effect IN ('revoke_keys', 'end_sessions')
            GROUP BY r.user_id, r.effect HAVING sum(r.count) > CASE r.effect
                WHEN 'revoke_keys' THEN (SELECT count(*) FROM muster.keys k WHERE k.user_id = r.user_id)
                ELSE (SELECT count(*) FROM muster.sessions s WHERE s.user_id = r.user_id) END""",
    "who is deactivated has no key, session or membership left":
        """SELECT u.id FROM muster.users u JOIN muster.memberships m ON m.user_id = u.id
            WHERE u.status = 'deactivated' AND (m.deleted_at IS NULL
               OR EXISTS (SELECT FROM muster.keys k WHERE k.user_id = u.id AND k.revoked_at IS NULL)
               OR EXISTS (SELECT FROM muster.sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL))""",
    "who is back has the membership, and no key from before":
        """SELECT u.id FROM muster.users u JOIN muster.memberships m ON m.user_id = u.id
            WHERE u.status <> 'deactivated' AND (m.deleted_at IS NOT NULL
               OR EXISTS (SELECT FROM muster.keys k
                           WHERE k.user_id = u.id AND k.revoked_at IS NULL AND k.created_at < u.access_epoch))""",
    "no job is queued or running any more": "SELECT id FROM muster.jobs WHERE state IN ('queued', 'running')",
    "no job is dead or held": "SELECT id, kind, last_error FROM muster.jobs WHERE state IN ('dead', 'held')",
    "the product was told of everybody who left and was not back before":
        """SELECT r.user_id FROM muster.receipts r
            WHERE r.effect = 'notify' AND r.state = 'done' AND r.count > 0 AND NOT EXISTS (
                SELECT FROM drill.messages m WHERE m.id = format('msg_%s_%s', r.user_id, r.generation))""",
    "the product was told of nothing that did not happen":
        """SELECT m.id FROM drill.messages m WHERE NOT EXISTS (
                SELECT FROM muster.offboardings o
                 WHERE m.id IN (format('msg_%s_%s', o.user_id, o.generation),
                                format('msg_%s_%s', o.user_id, o.generation + 1)))""",
}
