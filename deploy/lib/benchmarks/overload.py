"""More requests than the machine can answer: what gets done, how the rest is refused, and what others notice.

The load generator is on the same machine, so that a flood takes processors from the server as well."""

import asyncio
import http.client
import json
import statistics
import threading
import time
from dataclasses import dataclass

from load import Target, percentile, send_at_rate
from trial import Program, free_port

from .dataset import FIRST_INSTANCE, Scale, hostname, user_name
from .system import note, say
from .wrk import Load

SCALE = Scale(tenants=100, users=10_000, members=1_000)
CLIENTS = 16
# Of one tenant: some fifty more than run and wait, who are refused again and again.
FLOOD = 576
ROUNDS = 5
# How long is looked at what comes after a flood.
OBSERVED_SECONDS = 20
# Tenants by their numbers: one that floods, and one that notices or not.
NOISY, QUIET, LIMITED = 7, 9, 11
# What no tenant may be held below, in requests a second.
PROMISED_RATE = 25
LIMIT = 50

TARGETS = {"goodput_ratio": 0.8, "refusal_p99_ms": 50, "recovery_seconds": 10, "neighbour_ratio": 2,
           "limit_deviation": 0.2}


def run(system, seconds):
    system.fill(SCALE)
    system.stop_worker()
    everybody(system).run(system.port, 2, CLIENTS)
    found = [five_times(system, seconds), flood(system, seconds), neighbour(system, seconds),
             promised_rate(system, seconds), two_servers(system, seconds)]
    for part in found:
        part["reached"] = all(part[name] >= target if name == "goodput_ratio" else part[name] <= target
                              for name, target in TARGETS.items() if name in part)
    return found


def everybody(system):
    return lookups(system, f"local number = random(0, {SCALE.users - 1}) local tenant = number % {SCALE.tenants}")


def only(system, tenant):
    people = SCALE.users // SCALE.tenants
    return lookups(system, f"local tenant = {tenant} local number = tenant + {SCALE.tenants} * random(0, {people - 1})")


def lookups(system, choice):
    return Load(f"""function next_request() {choice}
        return send("GET", host_of(tenant),
            format("/scim/v2/Users?filter=userName+eq+%%22person%d@bench.example%%22", number)) end""",
                system.authorization)


def goodput(measured):
    return (measured.requests - measured.errors) * measured.ops_per_s / max(measured.requests, 1)


def five_times(system, seconds):
    """All tenants, with five times the clients that reach the peak."""
    say(f"Five times the clients: {5 * CLIENTS} instead of {CLIENTS}, all tenants")
    load, peaks, overloads = everybody(system), [], []
    for _ in range(ROUNDS):
        peaks.append(load.run(system.port, seconds, CLIENTS))
        overloads.append(load.run(system.port, seconds, 5 * CLIENTS))
    found = report("five times the clients", peaks, overloads)
    show(f"{found['peak_ops_per_s']:.0f} a second at the peak, {found['goodput_ops_per_s']:.0f} beyond it",
         found, "goodput_ratio")
    return found


def flood(system, seconds):
    """One tenant, with more clients than may wait; each sends again as soon as it is refused."""
    say(f"A flood: {FLOOD} clients of one tenant that do not heed Retry-After")
    load, peaks, floods, probe = only(system, NOISY), [], [], Probe(system, NOISY)
    for _ in range(ROUNDS):
        peaks.append(load.run(system.port, seconds, CLIENTS))
        with probe:
            floods.append(load.run(system.port, seconds, FLOOD))
    recovered, later = recovery(system, load, min(one.ops_per_s for one in peaks))
    found = report("flood of one tenant", peaks, floods)
    refusals = [reply for reply in probe.replies if reply.status != 200]
    found |= {
        "attempted_ratio": round(statistics.median(one.ops_per_s for one in floods) / found["peak_ops_per_s"], 2),
        "refusals": len(refusals), "refusal_p50_ms": round(percentile([one.after for one in refusals], 0.5) or 0, 1),
        "refusal_p99_ms": round(percentile([one.after for one in refusals], 0.99) or 0, 1),
        "recovery_seconds": recovered, "after_ops_per_s": round(later, 1),
    }
    wrong = [one for one in refusals if one.status not in (429, 503) or not one.retry_after.isdigit()]
    found["errors"] += len(wrong) + (not refusals)
    show(f"{found['peak_ops_per_s']:.0f} a second at the peak, {found['goodput_ops_per_s']:.0f} in the flood of "
         f"{found['attempted_ratio']} x the peak", found, "goodput_ratio")
    show(f"refused after {found['refusal_p50_ms']} ms (p50), {found['refusal_p99_ms']} ms (p99), "
         f"{len(refusals)} looked at", found, "refusal_p99_ms")
    show(f"{later:.0f} a second afterwards", found, "recovery_seconds")
    return found


def recovery(system, load, peak):
    """Whole seconds after a flood until the usual clients get nine tenths of what they get before it or from then on,
    whichever is less: what else the machine does must not look like the flood."""
    rates = []
    for _ in range(OBSERVED_SECONDS):
        measured = load.run(system.port, 1, CLIENTS)
        rates.append(0 if measured.errors else measured.ops_per_s)
    later = statistics.median(rates[OBSERVED_SECONDS // 2:])
    usual = 0.9 * min(peak, later)
    return next((second for second, rate in enumerate(rates, 1) if rate >= usual), OBSERVED_SECONDS), later


def neighbour(system, seconds):
    """What a tenant notices of another one that floods."""
    found = {"name": "noisy neighbour", "errors": 0}
    say("A quiet tenant alone, and beside one that floods")
    for clients in (5 * CLIENTS, FLOOD):
        alone, beside = [], []
        for _ in range(ROUNDS):
            alone.append(quietly(system, seconds))
            with Flooding(system, clients, seconds + 1):
                beside.append(quietly(system, seconds))
        prefix = "" if clients == FLOOD else "some_"
        for name, rounds in (("alone", alone), ("beside", beside)):
            for percentage in ("p50_ms", "p99_ms"):
                found[f"{prefix}{name}_{percentage}"] = statistics.median(getattr(one, percentage) for one in rounds)
        found["errors"] += sum(one.errors for one in alone + beside)
        ratio = round(found[f"{prefix}beside_p99_ms"] / found[f"{prefix}alone_p99_ms"], 2)
        found[f"{prefix}neighbour_ratio"] = ratio
        show(f"beside {clients} clients p50 {found[f'{prefix}beside_p50_ms']:.2f} ms, p99 "
             f"{found[f'{prefix}beside_p99_ms']:.2f} ms; alone {found[f'{prefix}alone_p50_ms']:.2f} ms and "
             f"{found[f'{prefix}alone_p99_ms']:.2f} ms", {"neighbour_ratio": ratio}, "neighbour_ratio")
    return found


def quietly(system, seconds):
    """Some two hundred requests a second over four connections."""
    return only(system, QUIET).run(system.port, seconds, 4, pause_ms=20)


def promised_rate(system, seconds):
    """The rate that every tenant is promised, beside a flood of another one."""
    say(f"A tenant at {PROMISED_RATE} requests a second beside the flood")
    target = Target(system.port, hostname(QUIET), system.now["token"])
    request = target.request("GET", f"/scim/v2/Users?filter=userName+eq+%22{user_name(QUIET)}%22")
    seconds = max(seconds, 4)
    with Flooding(system, FLOOD, seconds + 1):
        replies = asyncio.run(send_at_rate(system.port, [request] * (PROMISED_RATE * seconds), PROMISED_RATE))
    refused = sum(reply.status != 200 for reply in replies)
    after = [reply.after * 1000 for reply in replies]
    found = {"name": "the promised rate beside a flood", "requests": len(replies), "errors": refused,
             "p50_ms": round(percentile(after, 0.5), 2), "p99_ms": round(percentile(after, 0.99), 2)}
    note(f"{len(replies)} requests, {refused} not answered; p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms")
    return found


def two_servers(system, seconds):
    """A tenant's limit, with requests to two server processes."""
    say(f"A limit of {LIMIT} a second, with requests to two server processes")
    port, seconds = free_port(), max(seconds, 5)
    second = Program(system.now, system.now["serverCommand"][:1], system.postgres_log.with_name("second.log"),
                     "--listen", f"127.0.0.1:{port}", operations_option="--operations-listen").await_ready()
    try:
        system.muster("tenant", "settings", "--tenant", str(FIRST_INSTANCE + LIMITED),
                      "--requests-per-second", str(LIMIT))
        together(system, (system.port, port), 3)
        measured = together(system, (system.port, port), seconds)
    finally:
        second.kill()
    passed = sum(goodput(one) for one in measured)
    found = {"name": "limit over two servers", "limit": LIMIT, "ops_per_s": round(passed, 1),
             "by_server": [round(goodput(one), 1) for one in measured],
             "limit_deviation": round(abs(passed - LIMIT) / LIMIT, 3),
             "errors": sum(one.errors - one.refused for one in measured)}
    show(f"{found['by_server'][0]} and {found['by_server'][1]} a second got through, {passed:.1f} in all; deviation",
         found, "limit_deviation")
    return found


def together(system, ports, seconds):
    """The same load on several servers at once."""
    measured = [None] * len(ports)

    def measure(number):
        measured[number] = only(system, LIMITED).run(ports[number], seconds, 4)

    threads = [threading.Thread(target=measure, args=(number,)) for number in range(len(ports))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return measured


class Flooding:
    """A tenant that sends more than it may, as long as this is open, and so many seconds at most."""

    def __init__(self, system, clients, seconds):
        self.thread = threading.Thread(
            target=lambda: only(system, NOISY).run(system.port, seconds, clients))

    def __enter__(self):
        self.thread.start()
        # Until all of its connections are open.
        time.sleep(0.7)

    def __exit__(self, *_):
        self.thread.join()


@dataclass(frozen=True)
class Probed:
    """An answer to a client that looks at it, and after how many milliseconds it came."""

    status: int
    after: float
    retry_after: str


class Probe:
    """Two more clients in a flood, that look at the answers, as long as this is open. No more, since they take a
    processor's time from the server."""

    def __init__(self, system, tenant):
        self.system, self.host = system, f"{hostname(tenant)}:{system.port}"
        self.path = f"/scim/v2/Users?filter=userName+eq+%22{user_name(tenant)}%22"
        self.replies = []

    def __enter__(self):
        self.is_over = False
        self.threads = [threading.Thread(target=self.look) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.is_over = True
        for thread in self.threads:
            thread.join()

    def look(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.system.port, timeout=35)
        headers = {"Host": self.host, "Authorization": self.system.authorization}
        while not self.is_over:
            began = time.monotonic()
            connection.request("GET", self.path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            after = (time.monotonic() - began) * 1000
            if answer.status != 200 and json.loads(body)["status"] != str(answer.status):
                raise AssertionError(f"a refusal is no SCIM error: {body}")
            self.replies.append(Probed(answer.status, after, answer.getheader("Retry-After") or ""))
        connection.close()


def report(name, peaks, overloads):
    """The median of the rounds. A refusal is no error here, a broken connection is."""
    peak = statistics.median(one.ops_per_s for one in peaks)
    done = statistics.median(goodput(one) for one in overloads)
    ratios = [goodput(beyond) / before.ops_per_s for before, beyond in zip(peaks, overloads)]
    return {"name": name, "peak_ops_per_s": round(peak, 1), "goodput_ops_per_s": round(done, 1),
            "goodput_ratio": round(statistics.median(ratios), 3), "goodput_spread": [round(min(ratios), 3),
                                                                                     round(max(ratios), 3)],
            "errors": sum(one.errors for one in peaks) + sum(one.errors - one.refused for one in overloads)}


def show(sentence, found, name):
    sign = ">=" if name == "goodput_ratio" else "<="
    note(f"{sentence}: {name.replace('_', ' ')} {found[name]} (target {sign} {TARGETS[name]})")
