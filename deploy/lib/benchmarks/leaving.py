"""One tenant whose people leave and come back as fast as they can be told to, with the worker running; and what else is
done with people of one tenant. Each against the least SQL that a secure operation needs, in alternating rounds."""

import json
import statistics
import time

from trial import wait_until

from . import dataset
from .dataset import Scale
from .least_sql import LeastSQL
from .operations import CLIENTS, USERS, Operations
from .system import note, prepare, say
from .wrk import Load

PEOPLE = 10_000
ROUND_SECONDS = 3
LEAST_ROUNDS = 5
# How long the last receipts may take after the last answer.
TARGET_SECONDS = 10
EFFECTS = 4

# What is measured: the operation, the least SQL for it, and the least ratio.
MEASURED = (("GET Users?filter=userName eq", "filter", 0.9), ("GET Users/{id}", "get", 0.9), ("POST Users", "create", 0.7),
            ("PATCH Users active", "patch", 0.25))


def run(system, seconds):
    scale = Scale(tenants=1, users=PEOPLE, members=0)
    system.fill(scale)
    # More than there are people: the breaker counts, and never finds that too many leave.
    system.database.query(f"UPDATE muster.tenant_settings SET breaker_people = {10 * PEOPLE}, breaker_percent = 20")
    least = LeastSQL(system.database, 1, PEOPLE)
    operations = {operation.name: operation for operation in Operations(system, scale).all()}
    say(f"One tenant of {PEOPLE} people, {CLIENTS} clients, the worker running: rounds of {ROUND_SECONDS} s")
    print(f"\n{'':34}{'1/s':>8}{'p50':>10}{'p99':>10}{'errors':>8}{'least 1/s':>11}{'ratio':>8}{'spread':>14}{'target':>8}")
    return [measure(system, operations[name], least, script, target, seconds) for name, script, target in MEASURED]


def measure(system, operation, least, script, target, seconds):
    """Rounds of ours and rounds of the least SQL, in turn, for so many seconds each."""
    load = Load(operation.script, system.authorization)
    load.run(system.port, 1, CLIENTS)
    least.run(script, 1, CLIENTS)
    rounds = []
    for _ in range(max(LEAST_ROUNDS, round(seconds / ROUND_SECONDS))):
        settle(system)
        before = changes(system)
        ours = load.run(system.port, ROUND_SECONDS, CLIENTS)
        late = settle(system)
        changed = changes(system) - before
        prepare(system, ())
        theirs = least.run(script, ROUND_SECONDS, CLIENTS)
        rounds.append({
            "ops_per_s": round(ours.ops_per_s, 1), "p50_ms": ours.p50_ms, "p99_ms": ours.p99_ms, "errors": ours.errors,
            "least_ops_per_s": round(theirs, 1), "ratio": round(ours.ops_per_s / theirs, 3),
            "last_receipt_after_s": round(late, 2), "changed_share": round(changed / max(ours.requests, 1), 3)})
    report = {"name": f"{operation.name}, one tenant", **summary(rounds), "target_ratio": target, "rounds": rounds}
    if script == "patch":
        report.update(proof(system))
        report["errors"] += report["receipts_missing"] + (report["last_receipt_after_s"] > TARGET_SECONDS)
    show(report)
    return report


def settle(system):
    """Waits until every effect has its receipt, and says how long that took."""
    began = time.monotonic()
    if not wait_until(lambda: system.database.query(
            "SELECT count(*) FROM muster.offboardings WHERE is_pending OR endpoints_left > 0") == "0", 60):
        raise AssertionError("a minute after the last answer effects were still to be carried out")
    return time.monotonic() - began


def changes(system):
    """How many events tell of somebody who left or came back."""
    return int(system.database.query(
        "SELECT count(*) FROM muster.events WHERE kind IN ('user.deactivated', 'user.reactivated')"))


def proof(system):
    """What the database says of all leavings: as many receipts as effects."""
    leavings, receipts = map(int, system.database.query(
        "SELECT concat_ws(' ', (SELECT count(*) FROM muster.offboardings), (SELECT count(*) FROM muster.receipts))").split())
    return {"leavings": leavings, "receipts": receipts, "receipts_missing": EFFECTS * leavings - receipts}


def summary(rounds):
    """The median of the rounds, and the least and the greatest ratio."""
    report = {key: round(statistics.median(found[key] for found in rounds), 3)
              for key in ("ops_per_s", "p50_ms", "p99_ms", "least_ops_per_s", "ratio", "changed_share")}
    ratios = [found["ratio"] for found in rounds]
    return {**report, "errors": sum(found["errors"] for found in rounds), "ratio_spread": [min(ratios), max(ratios)],
            "last_receipt_after_s": max(found["last_receipt_after_s"] for found in rounds)}


def show(report):
    low, high = report["ratio_spread"]
    print(f"{report['name'][:34]:34}{report['ops_per_s']:>8.0f}{report['p50_ms']:>7.2f} ms{report['p99_ms']:>7.2f} ms"
          f"{report['errors']:>8}{report['least_ops_per_s']:>11.0f}{report['ratio']:>8.2f}"
          f"{f'{low:.2f}-{high:.2f}':>14}{'>= ' + str(report['target_ratio']):>8}", flush=True)
    if "leavings" in report:
        note(f"{report['leavings']} leavings, {report['receipts']} receipts, {report['receipts_missing']} missing; the last "
             f"one at most {report['last_receipt_after_s']} s after the last answer; {report['changed_share']:.1%} of the "
             "requests changed something")
