"""From the answer to the identity provider to the last receipt of the worker, for people who leave at a fixed rate,
whether or not those before are done. Each has two keys, a session and a membership, and a webhook is sent for each."""

import asyncio
import json

from load import percentile, send_all, send_at_rate
from receiver import Receiver
from trial import wait_until

from .system import INSTANCE, PATCH, USER, note, say

# How many leave each second.
RATE = 200
# For 99 of 100 people.
TARGET_MILLISECONDS = 5000
# How long the last receipts may take before what is missing counts as lost.
PATIENCE_SECONDS = 60

RECEIPTS = """
    SELECT o.request_id, extract(epoch FROM max(r.finished_at))
      FROM muster.offboardings o JOIN muster.receipts r USING (tenant_id, user_id, generation)
     WHERE r.state = 'done' GROUP BY o.request_id HAVING count(*) = 4"""


def run(system, seconds):
    messages, secret = set(), []
    receiver = Receiver(lambda: secret[0], lambda identifier, _: messages.add(identifier))
    secret.append(system.muster("webhook", "add", "--tenant", str(INSTANCE), "--url", receiver.url)["secret"])
    system.muster("tenant", "settings", "--tenant", str(INSTANCE), "--breaker-percent", "100")
    people = asyncio.run(hire(system, RATE * seconds))
    say(f"{RATE} people leave each second, for {seconds} s")
    leave = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    requests = [system.target.request("PATCH", f"/scim/v2/Users/{person}", leave) for person in people]
    replies = asyncio.run(send_at_rate(system.port, requests, RATE, progress_of(len(requests), RATE * 5)))
    answered = {reply.request_id: reply for reply in replies if reply.status == 200}
    finished = await_receipts(system, len(answered))
    receiver.close()
    return [report(seconds, replies, answered, finished, messages)]


async def hire(system, count):
    say(f"Creating {count} people, with keys, sessions and memberships")
    bodies = ({"schemas": [USER], "userName": f"person{number}@bench.example"} for number in range(count))
    replies = await send_all(system.port, [system.target.request("POST", "/scim/v2/Users", body) for body in bodies])
    system.database.query("""
        INSERT INTO muster.keys (tenant_id, id, user_id, kind, digest)
        SELECT u.tenant_id, gen_random_uuid(), u.id, 'api', sha256((u.id::text || n)::bytea)
          FROM muster.users u, generate_series(1, 2) n;
        INSERT INTO muster.sessions (tenant_id, id, user_id, digest, expires_at)
        SELECT u.tenant_id, gen_random_uuid(), u.id, sha256((u.id::text || 's')::bytea), now() + interval '1 day'
          FROM muster.users u;
        ANALYZE; CHECKPOINT""")
    return [json.loads(reply.body)["id"] for reply in replies]


def await_receipts(system, expected):
    say("Waiting for the last receipts")
    counted = f"SELECT count(*) FROM ({RECEIPTS}) AS done"
    wait_until(lambda: int(system.database.query(counted)) >= expected, PATIENCE_SECONDS)
    rows = (line.split("|") for line in system.database.query(RECEIPTS).splitlines())
    return {request_id: float(finished) for request_id, finished in rows}


def report(seconds, replies, answered, finished, messages):
    after = [(finished[request_id] - reply.at) * 1000
             for request_id, reply in answered.items() if request_id in finished]
    began = min(reply.at - reply.after for reply in replies)
    found = {
        "name": f"{RATE} deactivations a second for {seconds} s", "requests": len(replies),
        "failed": len(replies) - len(answered), "lost": len(answered) - len(after), "webhooks": len(messages),
        "ops_per_s": round(len(answered) / (max(reply.at for reply in replies) - began), 1),
        **spread("answer_", [reply.after * 1000 for reply in answered.values()]), **spread("", after),
        "target_p99_ms": TARGET_MILLISECONDS,
    }
    found["errors"] = found["failed"] + found["lost"] + abs(len(messages) - len(answered))
    found["reached"] = found["p99_ms"] is not None and found["p99_ms"] < TARGET_MILLISECONDS
    print(f"\n{'':34}{'p50':>10}{'p99':>10}{'max':>10}")
    for title, prefix in (("answer to the identity provider", "answer_"), ("from there to the last receipt", "")):
        print(f"{title:34}" + "".join(f"{found[prefix + name]:>7} ms" for name in ("p50_ms", "p99_ms", "max_ms")))
    print(f"\n{found['requests']} requests at {found['ops_per_s']} a second, {found['failed']} failed, "
          f"{found['lost']} lost, {found['webhooks']} webhooks delivered")
    note(f"the target is a p99 under {TARGET_MILLISECONDS} ms")
    return found


def spread(prefix, values):
    return {f"{prefix}{name}": None if not values else round(percentile(values, share), 1)
            for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99), ("max_ms", 1.0))}


def progress_of(count, every):
    def show(sent):
        if sent % every == 0:
            note(f"{sent} of {count} sent")
    return show
