"""Somebody without a token who sends whatever is slow to read, compare, normalise or end: what others notice of it.

The strangers are on the same machine and take processors from the server as well; they stand back behind it (nice)."""

import http.client
import os
import random
import socket
import statistics
import string
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

from load import percentile

from .dataset import FIRST_INSTANCE, Scale, hostname
from .overload import only
from .system import note, say

SCALE = Scale(tenants=10, users=1_000, members=100)
CONNECTIONS = 60
QUIET = 3
# How long a stranger waits before the next request on each connection.
PAUSE_SECONDS = 0.1
# How long is looked at what the server does while nothing is asked.
IDLE_SECONDS = 5

TARGETS = {"p50_ratio": 2, "p99_ratio": 3, "health_p50_ratio": 2, "health_p99_ratio": 3, "idle_processor": 0.05}

MARKS = "\u0301"
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def run(system, seconds):
    system.fill(SCALE)
    system.stop_worker()
    rounds = 3
    only(system, QUIET).run(system.port, 2, 4)
    say(f"A quiet tenant and /healthz alone, and beside {CONNECTIONS} connections of strangers")
    alone, beside, sent = [], [], 0
    for _ in range(rounds):
        alone.append(looked_at(system, max(2, seconds // rounds)))
        with Strangers(system.port) as strangers:
            beside.append(looked_at(system, max(2, seconds // rounds)))
        sent += strangers.sent
    found = {"name": "strangers", "strangers_requests": sent, "errors": sum(one["errors"] for one in alone + beside)}
    for name in ("p50", "p99", "health_p50", "health_p99"):
        for when, measured in (("alone", alone), ("beside", beside)):
            found[f"{when}_{name}_ms"] = round(statistics.median(one[name] for one in measured), 2)
        found[f"{name}_ratio"] = round(found[f"beside_{name}_ms"] / found[f"alone_{name}_ms"], 2)
        show(f"{name.replace('_', ' ')} {found[f'alone_{name}_ms']} ms alone, {found[f'beside_{name}_ms']} ms beside "
             f"{sent} requests", found, f"{name}_ratio")
    found["idle_processor"] = idle(system)
    show("processors that the server takes while nothing is asked", found, "idle_processor")
    found["reached"] = all(found[name] <= target for name, target in TARGETS.items())
    return [found]


def looked_at(system, seconds):
    """What a tenant and whoever asks for health get: milliseconds, and how often something went wrong."""
    health = Health(system.now["operationsPort"])
    with health:
        tenant = only(system, QUIET).run(system.port, seconds, 4, pause_ms=20)
    return {"p50": tenant.p50_ms, "p99": tenant.p99_ms, "errors": tenant.errors + health.errors,
            "health_p50": percentile(health.times, 0.5), "health_p99": percentile(health.times, 0.99)}


def idle(system):
    """The share of a processor that the server takes while connections are open on which something hangs."""
    connections = [connect(system.port) for _ in range(CONNECTIONS)]
    for connection in connections:
        hang(connection)
    time.sleep(1)
    before = processor_seconds(system.now["serverPID"])
    time.sleep(IDLE_SECONDS)
    used = processor_seconds(system.now["serverPID"]) - before
    for connection in connections:
        connection.close()
    return round(used / IDLE_SECONDS, 3)


def hang(connection):
    """Begins a chunk with a line that does not end."""
    try:
        connection.sendall(request("POST", f"/scim/v2/Users", [("Transfer-Encoding", "chunked")]) + b"5;" + b"x" * 60_000)
    except OSError:
        pass


def processor_seconds(process):
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(sentence, found, name):
    note(f"{sentence}: {name.replace('_', ' ')} {found[name]} (target <= {TARGETS[name]})")


class Health:
    """Asks for health again and again, as long as this is open."""

    def __init__(self, port):
        self.port, self.times, self.errors, self.is_over = port, [], 0, False

    def __enter__(self):
        self.thread = threading.Thread(target=self.ask)
        self.thread.start()

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()

    def ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=35)
        while not self.is_over:
            began = time.monotonic()
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            self.times.append((time.monotonic() - began) * 1000)
            self.errors += answer.status != 200
            time.sleep(0.02)
        connection.close()


class Strangers:
    """A process of strangers, as long as this is open."""

    def __init__(self, port):
        self.port, self.sent = port, 0

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-m", "benchmarks.strangers", str(self.port)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[1])
        # Until all of its connections are open.
        time.sleep(1)
        return self

    def __exit__(self, *_):
        output, _ = self.process.communicate("over\n", timeout=60)
        self.sent = int(output or 0)


def token():
    """A token that nobody issued: the form and the checksum are right."""
    text = "".join(random.choices(DIGITS, k=32))
    number, checksum = zlib.crc32(text.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        checksum = DIGITS[digit] + checksum
    return f"mst_{text}{checksum}"


def request(method, path, headers=(), body=b""):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {hostname(QUIET)}"]
    fields = dict(headers)
    fields.setdefault("Authorization", f"Bearer {token()}")
    if body:
        fields["Content-Length"] = str(len(body))
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def hostile():
    """One request of each kind, made anew each time since each has a token of its own."""
    long, users = MARKS * 15_000, "/scim/v2/Users"
    json = ("Content-Type", "application/scim+json")
    kinds = [
        lambda: request("GET", users, [("Authorization", f"x{long}")]),
        lambda: request("GET", users, [("Authorization", f"Bearer {long}")]),
        lambda: request("POST", users, [("Content-Type", f"a{long}")], b"{}"),
        lambda: request("GET", users, [("If-None-Match", f'"{long}"')]),
        lambda: request("GET", users, [("X-Forwarded-For", f"1{long}")]),
        lambda: request("POST", users, [("Expect", f"1{long}")], b"{}"),
        lambda: request("POST", users, [("Transfer-Encoding", f"c{long}")]),
        lambda: request(f"G{MARKS * 10_000}", users),
        lambda: request("GET", f"/{MARKS * 10_000}"),
        lambda: request("POST", "/oauth2/introspect", [("Authorization", f"a{long} x")], b"token=x"),
        lambda: request("POST", "/oauth2/introspect", [("Authorization", "Basic eDp4")],
                        b"token=" + b"%CC%81" * 60_000),
        lambda: request("POST", users, [json], b'{"userName":"e' + MARKS.encode() * 180_000 + b'"}'),
        lambda: request("POST", users, [json], b'{"' + MARKS.encode() * 7_000 + b'":1}'),
        lambda: request("POST", users, [json], b'{"userName":"' + b"\\u0301" * 60_000 + b'"}'),
        lambda: request("POST", users, [json], b"[" * 60_000),
        lambda: request("POST", users, [json], b'{"a":[' + b"1," * 19_000 + b"1]}"),
        lambda: request("PUT", "/scim/v2/Groups/x", [json], b'{"members":[' + b'"a",' * 90_000 + b'"a"]}'),
        lambda: request("PATCH", f"{users}/x", [json], b'{"Operations":[' + b"{}," * 9_000 + b"{}]}"),
        lambda: request("GET", f"{users}?filter=" + "userName+eq+%22a%22+or+" * 170 + "title+pr"),
        lambda: request("GET", f"{users}?filter=userName+eq+%22" + "%CC%81" * 2_500 + "%22"),
        lambda: request("POST", users, [("Transfer-Encoding", "chunked")]) + b"5;" + b"x" * 60_000,
        lambda: request("POST", users, [("Transfer-Encoding", "chunked")]) + b"0" * 60_000,
        lambda: request("GET", users)[:-2],
    ]
    return [kind() for kind in kinds]


def connect(port):
    """A connection from an address of its own: guesses are counted by address, and an attacker has many."""
    connection = socket.socket()
    connection.bind((f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.{random.randint(1, 250)}", 0))
    connection.settimeout(2)
    connection.connect(("127.0.0.1", port))
    return connection


class Sender:
    """One stranger: requests of each kind in turn, each on a connection that lasts until the server closes it."""

    def __init__(self, port, start):
        self.port, self.number, self.sent = port, start, 0

    def run(self, is_over):
        requests = hostile()
        connection = None
        while not is_over.is_set():
            try:
                connection = connection or connect(self.port)
                connection.sendall(requests[self.number % len(requests)])
                self.sent += 1
                if not connection.recv(65_536):
                    raise ConnectionError
            except OSError:
                # Closed, or nothing to be answered: the next one comes by another address.
                if connection is not None:
                    connection.close()
                connection = None
            self.number += 1
            if self.number % len(requests) == 0:
                requests = hostile()
            is_over.wait(PAUSE_SECONDS)


def main():
    os.nice(19)
    is_over = threading.Event()
    senders = [Sender(int(sys.argv[1]), number) for number in range(CONNECTIONS)]
    threads = [threading.Thread(target=sender.run, args=(is_over,)) for sender in senders]
    for thread in threads:
        thread.start()
    sys.stdin.readline()
    is_over.set()
    for thread in threads:
        thread.join()
    print(sum(sender.sent for sender in senders))


if __name__ == "__main__":
    main()
