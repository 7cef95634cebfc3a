"""Each operation against the floor, in alternating rounds of one run."""

import json
import random
import statistics
from dataclasses import dataclass, field
from typing import Callable

from . import dataset
from .dataset import FIRST_INSTANCE, Scale
from .floor import Floor
from .system import PATCH, await_idle, note, person, prepare, say
from .wrk import Load

# Short rounds, so that the machine's own speed meets ours and the floor alike; a shorter one would be mostly beginning.
ROUND_SECONDS = 2
LEAST_ROUNDS = 5
LATENCY_ROUNDS = 5
CLIENTS = 16
# The people of the requests whose SQL is looked at; no other text has these digits. The first request is only there so
# that the second finds everything opened and prepared.
USERS = (54_320, 54_321)


@dataclass(frozen=True)
class Operation:
    """Something that clients do, as often as they can."""

    name: str
    # Lua: a function `next_request`.
    script: str
    # Requests that do it once, for each of `USERS`: their SQL is the floor's.
    samples: tuple[Callable, ...]
    # What pgbench sets before each transaction: `n` is the person, `t` the tenant.
    setup: str
    # The least ratio to the floor; None where none is promised.
    target: float | None = None
    # Values that one statement takes from another; see Floor.
    links: dict = field(default_factory=dict)
    # SQL before each round, so that each finds the same.
    reset: tuple[str, ...] = ()
    is_for_product: bool = False


class Operations:
    """What is measured on a database that is filled to a scale."""

    def __init__(self, system, scale):
        self.system, self.scale = system, scale
        tenants, users = scale.tenants, scale.users
        self.random_user = f"\\set n random(0, {users - 1})\n\\set t :n % {tenants}\n"
        self.pick_user = f"local number = random(0, {users - 1}) local host = host_of(number % {tenants})"
        # Every thread of wrk and every client of pgbench takes members that no other takes.
        first, room = scale.members, users - scale.members
        self.next_member = (
            f"\\set i :i + 1\n\\set n {first} + (:i * :clients + :client_id) % {room}\n\\set t :n % {tenants}\n")
        self.pick_member = (
            f"local number = {first} + (count * thread_count + thread_number) % {room} "
            f"local host = host_of(number % {tenants})")
        self.forget_members = (
            f"DELETE FROM muster.group_members WHERE user_id >= '{dataset.user_id(first)}' "
            f"AND user_id < '{dataset.user_id(users)}'", *dataset.AFTER_MEMBERS, "VACUUM ANALYZE muster.group_members")

    def all(self):
        """In this order: what changes nothing first."""
        return [self.lookup(), self.read(), self.page(), self.introspect(), self.create(), self.activate(),
                self.add_member(), self.cycle()]

    def lookup(self):
        return Operation(
            "GET Users?filter=userName eq", f"function next_request() {self.pick_user} {self.look_up} end",
            (self.sample_lookup,), self.random_user, 1.0)

    def read(self):
        return Operation(
            "GET Users/{id}", f"""function next_request() {self.pick_user}
                return send("GET", host, "/scim/v2/Users/" .. user_id(number)) end""",
            (lambda user: self.ask(user, 200, "GET", f"/Users/{dataset.user_id(user)}"),), self.random_user, 1.0)

    def page(self):
        return Operation(
            "GET Users?count=100", f"""function next_request() {self.pick_user}
                return send("GET", host, "/scim/v2/Users?count=100") end""",
            (lambda user: self.ask(
                user, 200, "GET", "/Users?count=100",
                lambda page: len(page["Resources"]) == min(100, page["totalResults"])),), self.random_user)

    def introspect(self):
        # One key for each tenant, which belongs to the person of the same number.
        tenants = self.scale.tenants
        return Operation(
            "POST oauth2/introspect", f"""function next_request()
                return send("POST", host_of(random(0, {tenants - 1})), "/oauth2/introspect", "token={self.system.secret}")
            end""",
            (lambda user: self.system.introspect(dataset.hostname(user % tenants)) or {},),
            f"\\set n random(0, {tenants - 1})\n\\set t :n\n", 1.0, is_for_product=True)

    def create(self):
        return Operation(
            "POST Users", f"""function next_request() {self.pick_user} {self.create_user} end""",
            (self.sample_create,), f"{self.random_user}\\set m random(100000000000, 999999999999)\n", 0.8)

    def activate(self):
        users, tenants = self.scale.users, self.scale.tenants
        script = f"""
            local bodies = {{ [false] = {lua(set_active(False))}, [true] = {lua(set_active(True))} }}
            local left, back, start = 0, 0, seed * 7919
            -- Somebody leaves with one request, and is back with a later one when that is long answered.
            function next_request()
                local comes_back = left - back >= 64
                local place = comes_back and back or left
                if comes_back then back = back + 1 else left = left + 1 end
                local number = (start + place * thread_count + thread_number) % {users}
                return send("PATCH", host_of(number % {tenants}), "/scim/v2/Users/" .. user_id(number), bodies[comes_back])
            end"""
        links = {("users.held", "fetch"): "\\gset l_", ("offboardings.begin", 2): ":l_generation::bigint + 1",
                 ("offboardings.supersede", 2): ":l_generation::bigint",
                 ("offboardings.tell_of_return", 2): ":l_generation::bigint + 1"}
        return Operation(
            "PATCH Users active", script, (self.sample_active(False), self.sample_active(True)), self.random_user, 0.8,
            links, ("TRUNCATE muster.jobs",))

    def add_member(self):
        return Operation(
            "PATCH Groups add one member", f"function next_request() {self.pick_member} {self.add} end",
            (self.sample_add,), self.next_member, None, {}, self.forget_members)

    def cycle(self):
        """What Entra ID does for a person who is new to the application, over different people."""
        retitle = lua(retitled("@1@"))
        return Operation(
            "lookup, create, patch, group add", f"""local turn = 0
            function next_request()
                turn = turn % 4 + 1
                if turn == 4 then {self.pick_member} {self.add} end
                {self.pick_user}
                if turn == 1 then {self.look_up} end
                if turn == 2 then {self.create_user} end
                return send("PATCH", host, "/scim/v2/Users/" .. user_id(number), format({retitle}, random(1, 1000000)))
            end""",
            (self.sample_lookup, self.sample_create, self.sample_retitle, self.sample_add),
            f"{self.next_member}\\set m random(100000000000, 999999999999)\n", None, {}, self.forget_members)

    look_up = """return send("GET", host,
        format("/scim/v2/Users?filter=userName+eq+%%22person%d@bench.example%%22", number))"""

    @property
    def create_user(self):
        return f"""local new = format("%06d%06d", random(100000, 999999), random(0, 999999))
            return send("POST", host, "/scim/v2/Users", ({lua(NEWCOMER)}):gsub("%%s", new))"""

    @property
    def add(self):
        return f"""return send("PATCH", host, "/scim/v2/Groups/" .. group_id(number % {self.scale.tenants}),
            format({lua(member("@1@"))}, user_id(number)))"""

    def sample_lookup(self, user):
        return self.ask(user, 200, "GET", f"/Users?filter=userName+eq+%22{dataset.user_name(user)}%22",
                        lambda page: page["totalResults"] == 1)

    def sample_create(self, user):
        new = str(random.randrange(10**11, 10**12))
        made = self.answer(user, 201, "POST", "/Users", body=person(f"new{new}@bench.example"))
        # pgbench cannot make identifiers in the order of time; these are spread as those of the server are not.
        return {new: ":m::text", made["id"]: f"'{dataset.NEW_USER_PREFIX}' || :m::text"}

    def sample_active(self, is_active):
        return lambda user: self.ask(
            user, 200, "PATCH", f"/Users/{dataset.user_id(user)}", lambda person: person["active"] == is_active,
            set_active(is_active))

    def sample_retitle(self, user):
        return self.ask(user, 200, "PATCH", f"/Users/{dataset.user_id(user)}",
                        lambda person: person["title"] == "Title 4711", retitled(4711))

    def sample_add(self, user):
        group = dataset.group_id(self.scale.tenant_of(user))
        return self.ask(user, 200, "PATCH", f"/Groups/{group}",
                        lambda group: any(m["value"] == dataset.user_id(user) for m in group["members"]),
                        member(dataset.user_id(user)))

    def ask(self, *arguments):
        """One request that makes no name."""
        self.answer(*arguments)
        return {}

    def answer(self, user, status, method, path, holds=lambda _: True, body=None):
        """One request at the host of somebody's tenant, whose answer must be what is measured."""
        answer = self.system.client(dataset.hostname(self.scale.tenant_of(user))).send(method, path, body)
        if answer.status != status or not holds(answer.json):
            raise AssertionError(f"{method} {path} is not answered as it should be: {answer.status} {answer.body[:500]}")
        return answer.json

    def floor(self, operation):
        """The SQL of the samples, for people at random."""
        def names(made):
            user, tenant = USERS[1], self.scale.tenant_of(USERS[1])
            return {
                f"{user:012}": "lpad(:n::text, 12, '0')", f"person{user}": "'person' || :n::text",
                f"{tenant:012}": "lpad(:t::text, 12, '0')",
                f"cp-inst{FIRST_INSTANCE + tenant}-": f"'cp-inst' || ({FIRST_INSTANCE} + :t)::text || '-'", **made}

        for sample in operation.samples:
            sample(USERS[0])
        return Floor(
            self.system, [lambda s=sample: s(USERS[1]) for sample in operation.samples], names,
            operation.setup, operation.links)

    def load(self, operation):
        product = operation.is_for_product
        return Load(
            operation.script, self.system.product_authorization if product else self.system.authorization,
            "application/x-www-form-urlencoded" if product else "application/scim+json")


# Somebody new: what the text stands for is in every name, since no two people may have the same externalId.
NEWCOMER = {**person("new@1@@bench.example"), "externalId": "external-new@1@"}


def lua(value):
    """JSON as a Lua string, with %s for @1@."""
    return "[=[" + json.dumps(value, separators=(",", ":")).replace("@1@", "%s") + "]=]"


def patch(operation):
    return {"schemas": [PATCH], "Operations": [operation]}


def set_active(is_active):
    return patch({"op": "replace", "path": "active", "value": is_active})


def retitled(number):
    return patch({"op": "replace", "path": "title", "value": f"Title {number}"})


def member(identifier):
    return patch({"op": "add", "path": "members", "value": [{"value": identifier}]})


def run(system, seconds, only=None):
    """Fills the database, measures, and returns a report for each operation."""
    scale = Scale()
    system.fill(scale)
    system.stop_worker()
    operations = Operations(system, scale)
    say(f"Each operation against pgbench: {rounds_in(seconds)} rounds of {ROUND_SECONDS} s, {CLIENTS} clients")
    print(f"\n{'':34}{'1/s':>8}{'p50':>10}{'p99':>10}{'errors':>8}{'floor 1/s':>11}{'ratio':>8}{'spread':>14}{'target':>8}")
    return [measure(operations, operation, seconds) for operation in operations.all()
            if only is None or only in operation.name]


def rounds_in(seconds):
    return max(LEAST_ROUNDS, round(seconds / ROUND_SECONDS))


def measure(operations, operation, seconds):
    """Rounds of ours and rounds of the floor, in turn, for so many seconds each."""
    system = operations.system
    floor, load = operations.floor(operation), operations.load(operation)
    load.run(system.port, 1, CLIENTS)
    rounds = []
    for _ in range(rounds_in(seconds)):
        prepare(system, operation.reset)
        ours = load.run(system.port, ROUND_SECONDS, CLIENTS)
        prepare(system, operation.reset)
        theirs = floor.run(ROUND_SECONDS, CLIENTS)
        rounds.append({
            "ops_per_s": round(ours.ops_per_s, 1), "p50_ms": ours.p50_ms, "p99_ms": ours.p99_ms, "errors": ours.errors,
            "floor_ops_per_s": round(theirs, 1), "ratio": round(ours.ops_per_s / theirs, 3)})
    report = {"name": operation.name, **summary(rounds), "target_ratio": operation.target, "rounds": rounds}
    if operation.name.startswith("GET Users?filter"):
        report["half_of_peak"] = at_half(system, load, report["ops_per_s"], seconds)
        report["errors"] += report["half_of_peak"]["errors"]
    show(report)
    return report


def summary(rounds):
    """The median of the rounds, and the least and the greatest ratio."""
    report = {key: round(statistics.median(found[key] for found in rounds), 3)
              for key in ("ops_per_s", "p50_ms", "p99_ms", "floor_ops_per_s", "ratio")}
    ratios = [found["ratio"] for found in rounds]
    return {**report, "errors": sum(found["errors"] for found in rounds), "ratio_spread": [min(ratios), max(ratios)]}


def at_half(system, load, peak, seconds):
    """Latency at half of the peak, with the same clients: each waits, at random, as long as makes that rate."""
    pause = CLIENTS / (peak / 2) * 1000
    rounds = []
    for _ in range(LATENCY_ROUNDS):
        await_idle(system.database)
        rounds.append(load.run(system.port, max(seconds // LATENCY_ROUNDS, 5), CLIENTS, threads=1, pause_ms=pause))
    report = {key: round(statistics.median(getattr(found, key) for found in rounds), 3)
              for key in ("ops_per_s", "p50_ms", "p99_ms")}
    ratios = [round(found.p99_ms / found.p50_ms, 2) for found in rounds]
    return {**report, "ratio": statistics.median(ratios), "ratio_spread": [min(ratios), max(ratios)],
            "target_ratio": 5, "errors": sum(found.errors for found in rounds)}


def show(report):
    low, high = report["ratio_spread"]
    target = "" if report["target_ratio"] is None else f">= {report['target_ratio']}"
    print(f"{report['name']:34}{report['ops_per_s']:>8.0f}{report['p50_ms']:>7.2f} ms{report['p99_ms']:>7.2f} ms"
          f"{report['errors']:>8}{report['floor_ops_per_s']:>11.0f}{report['ratio']:>8.2f}"
          f"{f'{low:.2f}-{high:.2f}':>14}{target:>8}", flush=True)
    if half := report.get("half_of_peak"):
        low, high = half["ratio_spread"]
        print(f"{'  at half of that rate':34}{half['ops_per_s']:>8.0f}{half['p50_ms']:>7.2f} ms{half['p99_ms']:>7.2f} ms"
              f"{half['errors']:>8}{'p99/p50':>11}{half['ratio']:>8.2f}"
              f"{f'{low:.2f}-{high:.2f}':>14}{'< 5':>8}", flush=True)
