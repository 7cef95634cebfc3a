"""Half of a company leaves by mistake, beside a tenant that works: held, undone to what it was, and once more approved.
The command that undoes is killed on the way, and so is the worker."""

import asyncio
import os
import signal
import subprocess
import threading
import time

from load import Target, send_all
from trial import Program, wait_until

from . import dataset
from .dataset import Scale
from .system import PATCH, note, say
from .wrk import Load

PEOPLE, LEAVERS = 40_000, 20_000
# The tenant whose people leave, and the other one.
COMPANY, OTHER = 0, 1
TARGET_SECONDS = 60
TARGET_RATIO = 2

# Everything that is known of the people of the company, but versions, times, epochs, generations and marks.
STATE = """
    SELECT u.id, u.user_name, u.user_name_key, u.display_name_key, u.status, u.document, u.keys, u.connection_id, u.set_up_at,
           u.deactivated_at IS NULL AS stays, u.deleted_at IS NULL AS is_there, u.anonymised_at, s.role, s.deleted_at,
           (SELECT array_agg(k.id ORDER BY k.id) FROM muster.keys k
             WHERE k.tenant_id = u.tenant_id AND k.user_id = u.id AND k.revoked_at IS NULL) AS live_keys,
           (SELECT array_agg(o.id ORDER BY o.id) FROM muster.sessions o
             WHERE o.tenant_id = u.tenant_id AND o.user_id = u.id AND o.ended_at IS NULL) AS live_sessions,
           (SELECT array_agg(m.group_id ORDER BY m.group_id) FROM muster.group_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id) AS groups,
           (SELECT array_agg(e.value_key ORDER BY e.value_key) FROM muster.user_emails e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id) AS emails,
           (SELECT array_agg((x.external_id, x.is_released)::text) FROM muster.user_external_ids x
             WHERE x.tenant_id = u.tenant_id AND x.user_id = u.id) AS external_ids
      FROM muster.users u JOIN muster.memberships s ON s.tenant_id = u.tenant_id AND s.user_id = u.id"""

BELONGINGS = f"""
    INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
    SELECT tenant_id, gen_random_uuid(), id, 'api', sha256(gen_random_uuid()::text::bytea) FROM muster.users;
    INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
    SELECT tenant_id, gen_random_uuid(), id, sha256(gen_random_uuid()::text::bytea), now() + interval '1 day'
      FROM muster.users;
    UPDATE muster.users SET created_at = now() - interval '2 hours'"""


def run(system, seconds):
    scale = Scale(tenants=2, users=2 * PEOPLE, members=2 * PEOPLE)
    system.fill(scale)
    system.database.query("UPDATE muster.tenant_settings SET breaker_people = 20, breaker_percent = 20")
    system.database.query(*BELONGINGS.split(";"), "VACUUM ANALYZE", seconds=300)
    tenant = str(dataset.FIRST_INSTANCE + COMPANY)
    alone = other(system, max(seconds // 2, 5))
    note(f"the other tenant alone: p50 {alone.p50_ms:.1f} ms, p99 {alone.p99_ms:.1f} ms")
    return [undone(system, tenant, alone), approved(system, tenant, alone)]


def undone(system, tenant, alone):
    say(f"{LEAVERS} of {PEOPLE} people leave, half of them by deletion; then it is undone")
    system.database.query(f"CREATE TABLE bench.before AS {STATE}", seconds=300)
    with Beside(system) as beside:
        left = leave(system)
        hold = await_hold(system, tenant)
        began = time.monotonic()
        interrupt(system, "undo", tenant, hold)
        answer = system.muster("offboarding", "undo", "--tenant", tenant, hold)
        spent = time.monotonic() - began
    system.database.query(f"CREATE TABLE bench.after AS {STATE}", seconds=300)
    different = int(system.database.query("""
        SELECT (SELECT count(*) FROM (TABLE bench.before EXCEPT TABLE bench.after) a)
             + (SELECT count(*) FROM (TABLE bench.after EXCEPT TABLE bench.before) b)""", seconds=300))
    unpaired = int(system.database.query("""
        SELECT count(*) FROM (
            SELECT subject_id FROM muster.events WHERE kind IN ('user.deactivated', 'user.deleted', 'user.reactivated')
             GROUP BY subject_id HAVING count(*) FILTER (WHERE kind = 'user.reactivated')
                                     <> count(*) FILTER (WHERE kind <> 'user.reactivated')) u"""))
    return report("undone", beside, alone, left, spent, different + unpaired + len(answer["notReturned"]),
                  f"{answer['returned']} came back, {len(answer['notReturned'])} did not; {different} rows are different "
                  f"from before, {unpaired} people have not one event out and one back")


def approved(system, tenant, alone):
    say("The same once more; then it is approved")
    with Beside(system) as beside:
        left = leave(system)
        hold = await_hold(system, tenant)
        began = time.monotonic()
        system.muster("offboarding", "approve", "--tenant", tenant, hold)
        worker = replace_worker(system)
        done = wait_until(lambda: pending(system) == 0, 3 * TARGET_SECONDS)
        spent = time.monotonic() - began
    worker.kill()
    receipts = int(system.database.query("SELECT count(*) FROM muster.receipts WHERE state = 'done'"))
    unfinished = int(system.database.query("""
        SELECT count(*) FROM muster.users u JOIN muster.memberships m ON m.tenant_id = u.tenant_id AND m.user_id = u.id
         WHERE u.status = 'deactivated' AND (m.deleted_at IS NULL
            OR EXISTS (SELECT FROM muster.keys k WHERE k.tenant_id = u.tenant_id AND k.user_id = u.id AND k.revoked_at IS NULL)
            OR EXISTS (SELECT FROM muster.sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL))"""))
    return report("approved", beside, alone, left, spent, unfinished + (not done),
                  f"{receipts} receipts; {unfinished} people have something left")


def leave(system):
    """The first half of the company: every second one is deactivated, the others are deleted. Returns the seconds."""
    target = Target(system.port, dataset.hostname(COMPANY), system.now["token"])
    off = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    requests = []
    for place in range(LEAVERS):
        path = f"/scim/v2/Users/{dataset.user_id(2 * place + COMPANY)}"
        requests.append(target.request("PATCH", path, off) if place % 2 else target.request("DELETE", path))
    began = time.monotonic()
    replies = asyncio.run(send_all(system.port, requests))
    refused = [reply.status for reply in replies if reply.status not in (200, 204)]
    if refused:
        raise AssertionError(f"{len(refused)} people could not leave: {refused[:5]}")
    return time.monotonic() - began


def await_hold(system, tenant):
    """The hold, once the worker has found it."""
    holds = []
    wait_until(lambda: holds.extend(system.muster("offboarding", "held", "--tenant", tenant)) or holds, 30, 0.5)
    if not holds:
        raise AssertionError("nothing is held")
    note(f"held: {holds[0]['people']} people left, {holds[0]['carriedOutPeople']} were through before, of {holds[0]['base']}")
    return holds[0]["id"]


def interrupt(system, word, tenant, hold):
    """Begins to resolve, and kills the command on the way."""
    process = subprocess.Popen(
        ["sh", "-c", '. "$0" && exec muster "$@"', system.now["environmentFile"], "offboarding", word, "--tenant", tenant,
         hold], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    returned = system.database.query("SELECT sum(returned) FROM muster.holds")
    note(f"the command was killed after 2 s, with {returned} people back")


def replace_worker(system):
    """Kills the worker in the middle of its work; another one goes on."""
    time.sleep(1)
    os.kill(system.now["workerPID"], signal.SIGKILL)
    note(f"the worker was killed after 1 s, with {pending(system)} people still to do")
    command = system.now["workerCommand"][:1]
    return Program(system.now, command, system.postgres_log.parent / "worker.log", operations_option="--worker-listen").await_ready()


def pending(system):
    return int(system.database.query("SELECT count(*) FROM muster.offboardings WHERE is_pending"))


def other(system, seconds):
    """What the other tenant notices: 16 clients that look people up, at a rate that leaves room."""
    script = f"""function next_request()
        local number = 2 * random(0, {PEOPLE - 1}) + {OTHER}
        return send("GET", host_of({OTHER}), format("/scim/v2/Users?filter=userName+eq+%%22person%d@bench.example%%22", number))
    end"""
    return Load(script, system.authorization).run(system.port, seconds, 16, pause_ms=100)


class Beside:
    """The other tenant's clients, for as long as the block takes: in rounds, whose medians count."""

    def __init__(self, system):
        self.system, self.rounds, self.closing = system, [], threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        while not self.closing.is_set():
            self.rounds.append(other(self.system, 5))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.thread.join()

    def p99(self):
        ordered = sorted(found.p99_ms for found in self.rounds)
        return ordered[len(ordered) // 2]


def report(name, beside, alone, left, spent, wrong, sentence):
    ratio = round(beside.p99() / alone.p99_ms, 2)
    errors = sum(found.errors for found in beside.rounds)
    note(f"{LEAVERS} people left in {left:.1f} s; {name} in {spent:.1f} s (target {TARGET_SECONDS} s); {sentence}")
    note(f"the other tenant's p99 beside it: {beside.p99():.1f} ms, {ratio} times (target {TARGET_RATIO}), {errors} errors")
    return {"name": f"{LEAVERS} people leave, {name}", "leaving_s": round(left, 1), "seconds": round(spent, 1),
            "neighbour_p99_ms": beside.p99(), "neighbour_ratio": ratio, "errors": errors + wrong,
            "target_seconds": TARGET_SECONDS, "target_neighbour_ratio": TARGET_RATIO}
