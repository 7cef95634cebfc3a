"""What a thief of one token can do to a server, and to another tenant: every list, every projection and changes of the
largest people and groups that there may be, by clients of which some read slowly."""

import json
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import dataset
from .dataset import Scale
from .system import ENTERPRISE, PATCH, USER, note, say
from .wrk import Load

CLIENTS = 16
# The thief's tenant and the other one, by their numbers.
THIEF, QUIET = 0, 1
SCALE = Scale(tenants=2, users=200_010, members=1_000)
# How many groups have how many members each, and the numbers of the groups.
GROUPS = [(100, 10_000, 1_000), (1, 100_000, 2_000)]
LARGE_PEOPLE = 1_000
FIRST_LARGE = 900_000
# As many of the longest texts as a body may have, less what the rest of the person needs.
LONGEST_TEXT = 65_000
TEXTS = 16
LARGEST_LIST = 9_900
TARGETS = {"resident_mb": 150, "neighbour_ratio": 2}


def run(system, seconds):
    system.fill(SCALE)
    system.stop_worker()
    fill(system)
    quiet(system).run(system.port, 3, 4, pause_ms=20)
    process = system.now["serverPID"]
    found = {"name": "a thief of one token", "before_mb": round(system.resident_megabytes(), 1)}
    say("A quiet tenant alone")
    alone = [quiet(system).run(system.port, 5, 4, pause_ms=20) for _ in range(3)]
    say(f"The same beside {CLIENTS} clients of a thief, for {seconds} s")
    forget_peak(process)
    with Thief(system, seconds + 2) as thief:
        time.sleep(1)
        beside = quiet(system).run(system.port, seconds, 4, pause_ms=20)
    found |= {
        "alone_p50_ms": statistics.median(one.p50_ms for one in alone),
        "alone_p99_ms": statistics.median(one.p99_ms for one in alone),
        "beside_p50_ms": beside.p50_ms, "beside_p99_ms": beside.p99_ms, "beside_max_ms": beside.max_ms,
        "beside_ops_per_s": round(beside.ops_per_s, 1), "errors": beside.errors + sum(one.errors for one in alone),
        "resident_mb": round(peak(process), 1), "thief": thief.report,
    }
    found["neighbour_ratio"] = round(found["beside_p99_ms"] / found["alone_p99_ms"], 2)
    found["restarts"] = int(not Path(f"/proc/{process}").exists())
    found["errors"] += found["restarts"]
    time.sleep(5)
    found["after_mb"] = round(system.resident_megabytes(), 1)
    found["reached"] = all(found[name] < target for name, target in TARGETS.items())
    show(found)
    return [found]


def show(found):
    note(f"the other tenant's p50 {found['alone_p50_ms']:.2f} ms alone, {found['beside_p50_ms']:.2f} ms beside; p99 "
         f"{found['alone_p99_ms']:.2f} and {found['beside_p99_ms']:.2f} ms: {found['neighbour_ratio']} x "
         f"(target under {TARGETS['neighbour_ratio']} x)")
    note(f"memory {found['before_mb']} MB before, {found['resident_mb']} MB at the most (target under "
         f"{TARGETS['resident_mb']} MB), {found['after_mb']} MB afterwards; {found['restarts']} restarts")
    for kind, statuses in sorted(found["thief"].items()):
        note(f"  {kind:48} {statuses}")


def fill(system):
    """The largest people and groups, in the thief's tenant."""
    note(f"{LARGE_PEOPLE} people of the largest size")
    client, database = system.client(dataset.hostname(THIEF)), system.database
    texts = random.Random(1)
    long = ["".join(texts.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=LONGEST_TEXT)) for _ in range(TEXTS)]
    numbers = [{"value": f"+49 30 {n:06}", "type": f"of office {n:05} {texts.randrange(10 ** 12)}"}
               for n in range(LARGEST_LIST)]
    for name, more in (("text", {"ims": long}), ("list", {"phoneNumbers": numbers})):
        answer = client.send("POST", "/Users", {"schemas": [USER, ENTERPRISE], "userName": f"large-{name}", **more})
        if answer.status != 201:
            raise AssertionError(f"the largest person was answered {answer.status}")
        half = LARGE_PEOPLE // 2
        first = FIRST_LARGE + (half if name == "list" else 0)
        columns = database.query(
            """SELECT string_agg(column_name, ', ') FROM information_schema.columns
                WHERE table_schema = 'muster' AND table_name = 'users'
                  AND column_name NOT IN ('id', 'user_name', 'user_name_key', 'document', 'keys')""")
        database.query(dataset.WITHOUT_TRIGGERS, f"""
            INSERT INTO muster.users (id, user_name, user_name_key, document, keys, {columns})
            SELECT ('{dataset.USER_PREFIX}' || lpad(n::text, 12, '0'))::uuid, 'large' || n, 'large' || n,
                   replace(document, '"large-{name}"', '"large' || n || '"'),
                   jsonb_set(keys, '{{username}}', to_jsonb('large' || n)), {columns}
              FROM muster.users u, generate_series({first}, {first + half - 1}) n
             WHERE u.id = '{answer.json["id"]}'""", f"""
            INSERT INTO muster.memberships (tenant_id, user_id)
            SELECT t.id, ('{dataset.USER_PREFIX}' || lpad(n::text, 12, '0'))::uuid
              FROM bench.tenant t, generate_series({first}, {first + half - 1}) n WHERE t.number = {THIEF}""",
                       seconds=900)
    for count, size, number in GROUPS:
        note(f"{count} groups of {size:,} members")
        database.query(dataset.WITHOUT_TRIGGERS, f"""
            INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
            SELECT t.id, ('{dataset.GROUP_PREFIX}' || lpad(n::text, 12, '0'))::uuid, connection_id, 'Large ' || n,
                   'large ' || n
              FROM bench.tenant t, generate_series({number}, {number + count - 1}) n WHERE t.number = {THIEF}""", f"""
            INSERT INTO muster.group_members (tenant_id, group_id, user_id)
            SELECT t.id, ('{dataset.GROUP_PREFIX}' || lpad(n::text, 12, '0'))::uuid,
                   ('{dataset.USER_PREFIX}' || lpad((2 * (((n - {number}) * 997 + m) % 100000))::text, 12, '0'))::uuid
              FROM bench.tenant t, generate_series({number}, {number + count - 1}) n, generate_series(1, {size}) m
             WHERE t.number = {THIEF}""", seconds=900)
    database.query(*dataset.AFTER_MEMBERS, seconds=900)
    database.query("VACUUM ANALYZE", seconds=900)
    database.query("CHECKPOINT", seconds=900)


def quiet(system):
    """Some two hundred look-ups and reads a second, of the tenant that has done nothing."""
    return Load(f"""function next_request()
        local number = {QUIET} + 2 * random(0, {SCALE.users // 2 - 1})
        if count % 2 == 0 then return send("GET", host_of({QUIET}), "/scim/v2/Users/" .. user_id(number)) end
        return send("GET", host_of({QUIET}),
            format("/scim/v2/Users?filter=userName+eq+%%22person%d@bench.example%%22", number)) end""",
                system.authorization)


def forget_peak(process):
    Path(f"/proc/{process}/clear_refs").write_text("5")


def peak(process):
    """The most that a process has occupied since that was forgotten."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]) / 1024


class Thief:
    """Sixteen clients in a process of their own, as long as this is open."""

    def __init__(self, system, seconds):
        settings = {"port": system.port, "host": f"{dataset.hostname(THIEF)}:{system.port}",
                    "authorization": system.authorization, "seconds": seconds}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from benchmarks.hostile import steal; steal()"], cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(json.dumps(settings))
        self.process.stdin.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.report = json.loads(self.process.stdout.read())
        self.process.wait()


def steal():
    """What the thief's process runs."""
    settings = json.load(sys.stdin)
    end = time.monotonic() + settings["seconds"]
    report, lock = {}, threading.Lock()
    threads = [threading.Thread(target=Client(settings, number, end, report, lock).run) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({kind: dict(sorted(statuses.items())) for kind, statuses in report.items()}))


class Client:
    """One client, which asks for whatever is dear; every fourth reads slowly."""

    SLOW_BYTES, SLOW_PAUSE, SLOW_SECONDS = 2_048, 0.1, 20

    def __init__(self, settings, number, end, report, lock):
        self.settings, self.number, self.end, self.report, self.lock = settings, number, end, report, lock
        self.random = random.Random(number)
        self.is_slow = number % 4 == 3
        self.socket = None

    def run(self):
        while time.monotonic() < self.end:
            kind, method, path, body = self.choose()
            try:
                status = self.ask(method, path, body)
            except OSError:
                status = "broken"
                self.close()
            with self.lock:
                statuses = self.report.setdefault(kind, {})
                statuses[str(status)] = statuses.get(str(status), 0) + 1

    def choose(self):
        large = dataset.user_id(FIRST_LARGE + self.random.randrange(LARGE_PEOPLE))
        group = dataset.group_id(1_000 + self.random.randrange(100))
        largest, people = dataset.group_id(2_000), "/Users?count=1000"
        # The largest people have the greatest numbers.
        at_large = f"/Users?count=1000&startIndex={100_005 - LARGE_PEOPLE + self.random.randrange(LARGE_PEOPLE // 2)}"
        reads = [
            "/Users", people, at_large, at_large + "&attributes=userName", people + "&attributes=userName,groups",
            at_large + "&excludedAttributes=ims,phoneNumbers", people + "&filter=ims+pr",
            people + "&filter=userName+sw+%22large%22&sortBy=userName", "/Groups", "/Groups?count=1000",
            "/Groups?count=100&startIndex=3", "/Groups?count=100&attributes=members.value",
            "/Groups?count=1000&excludedAttributes=members", "/Groups?count=100&sortBy=displayName&sortOrder=descending",
            f"/Groups/{largest}", f"/Groups/{largest}?attributes=members.value", f"/Groups/{group}",
            f"/Groups/{group}?attributes=displayName,members", f"/Users/{large}", f"/Users/{large}?attributes=userName",
            "?count=1000", f"/Groups?filter=displayName+eq+%22Large+2000%22",
        ]
        choice = self.random.randrange(len(reads) + 8)
        if choice < len(reads):
            path = reads[choice]
            kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda match: "{large}" if match[0] != group else "{group}", path)
            return "GET " + re.sub(r"startIndex=\d{4,}", "startIndex=…", kind), "GET", path, None
        return self.change(choice - len(reads), large, group, largest)

    def change(self, choice, large, group, largest):
        def patch(*operations):
            return {"schemas": [PATCH], "Operations": list(operations)}

        def member(number):
            return {"value": dataset.user_id(2 * number)}

        somebody = self.random.randrange(100_000)
        few = [{"op": "add", "path": "phoneNumbers", "value": [{"value": f"{somebody} {n}", "type": f"t{n}"}]}
               for n in range(50)]
        many = [member((somebody + n) % 100_000) for n in range(10_000)]
        return [
            ("PATCH a large person", "PATCH", f"/Users/{large}",
             patch({"op": "replace", "path": "nickName", "value": f"n{somebody}"})),
            ("PATCH a large person, 50 operations", "PATCH", f"/Users/{large}", patch(*few)),
            ("PATCH active=false", "PATCH", f"/Users/{large}", patch({"op": "replace", "value": {"active": False}})),
            ("PATCH active=true", "PATCH", f"/Users/{large}", patch({"op": "replace", "value": {"active": True}})),
            ("PATCH a group of 10,000: all others", "PATCH", f"/Groups/{group}",
             patch({"op": "replace", "path": "members", "value": many})),
            ("PATCH a group of 10,000: one more, attributes=", "PATCH", f"/Groups/{group}?attributes=members",
             patch({"op": "add", "path": "members", "value": [member(somebody)]})),
            ("PATCH the group of 100,000: one less, one more", "PATCH", f"/Groups/{largest}",
             patch({"op": "remove", "path": f'members[value eq "{dataset.user_id(2 * somebody)}"]'},
                   {"op": "add", "path": "members", "value": [member(somebody)]})),
            ("POST a person of the largest size", "POST", "/Users",
             {"schemas": [USER], "userName": f"new{self.number}-{self.random.randrange(10 ** 9)}",
              "ims": [f"{n:02}" + "x" * (LONGEST_TEXT - 2) for n in range(TEXTS)]}),
        ][choice]

    def ask(self, method, path, body):
        content = b"" if body is None else json.dumps(body).encode()
        if self.socket is None:
            self.open()
        self.socket.sendall(
            f"{method} /scim/v2{path} HTTP/1.1\r\nHost: {self.settings['host']}\r\n"
            f"Authorization: {self.settings['authorization']}\r\nContent-Type: application/scim+json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n".encode() + content)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.more(65_536)
        head, rest = received.split(b"\r\n\r\n", 1)
        length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
        self.read(int(length[1]) - len(rest) if length else 0)
        if re.search(rb"\r\nconnection: *close", head, re.IGNORECASE):
            self.close()
        return int(head.split(b" ")[1])

    def open(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if self.is_slow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self.socket.settimeout(40)
        self.socket.connect(("127.0.0.1", self.settings["port"]))

    def read(self, left):
        """The rest of an answer, or as much of it as a slow reader has the patience for."""
        patience = time.monotonic() + self.SLOW_SECONDS
        while left > 0:
            left -= len(self.more(min(left, self.SLOW_BYTES if self.is_slow else 1 << 20)))
            if self.is_slow:
                time.sleep(self.SLOW_PAUSE)
                if time.monotonic() > min(patience, self.end):
                    return self.close()

    def more(self, most):
        if not (received := self.socket.recv(most)):
            raise ConnectionError("closed by the server")
        return received

    def close(self):
        self.socket.close()
        self.socket = None
