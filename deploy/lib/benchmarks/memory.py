"""What a server occupies of the memory, with 100,000 tenants in its database, 1,000 connections that do nothing, and ever
more requests, spread over all tenants."""

import socket
import threading

from .dataset import Scale
from .operations import Operations
from .system import note, say

TENANTS = 100_000
IDLE_CONNECTIONS = 1_000
# After so many requests it is looked at, and after so many more again, which is to be no more.
REQUESTS, FURTHER_REQUESTS, STEP = 1_000_000, 500_000, 100_000
TARGET_MEGABYTES = 100
# What counts as no more.
FLAT_MEGABYTES = 3
CLIENTS = 16


def run(system, seconds):
    """Seconds are how long the load lasts each time before the requests are counted."""
    scale = Scale(TENANTS, TENANTS)
    system.fill(scale)
    system.stop_worker()
    operations = Operations(system, scale)
    load = operations.load(operations.lookup())
    steps, requests, errors = [at(0, system)], 0, 0
    say(f"{REQUESTS + FURTHER_REQUESTS:,} lookups beside {IDLE_CONNECTIONS:,} idle connections")
    with IdleConnections(system) as idle:
        steps.append({**at(0, system), "idle_connections": idle.count})
        show(steps[-1])
        while requests < REQUESTS + FURTHER_REQUESTS:
            measured = load.run(system.port, seconds, CLIENTS)
            requests, errors = requests + measured.requests, errors + measured.errors
            if requests >= STEP * (steps[-1]["requests"] // STEP + 1):
                steps.append(at(requests, system))
                show(steps[-1])
        lost = idle.count_lost()
    return [report(steps, errors, lost)]


def at(requests, system):
    return {"requests": requests, "resident_mb": round(system.resident_megabytes(), 1)}


def show(step):
    note(f"{step['requests']:>10,} requests: {step['resident_mb']:6.1f} MB")


def report(steps, errors, lost):
    after = next(step["resident_mb"] for step in steps if step["requests"] >= REQUESTS)
    growth = round(steps[-1]["resident_mb"] - after, 1)
    print(f"\n{after:.1f} MB after {REQUESTS:,} requests (target: under {TARGET_MEGABYTES} MB), "
          f"{growth:+.1f} MB after {FURTHER_REQUESTS:,} more; {errors} requests failed, {lost} idle connections lost")
    return {"name": "server memory", "resident_mb": after, "target_mb": TARGET_MEGABYTES, "growth_mb": growth,
            "is_flat": growth <= FLAT_MEGABYTES, "steps": steps, "errors": errors + lost}


class IdleConnections:
    """Connections on which hardly anything is ever asked: just enough that the server does not close them."""

    # A server closes what is idle for a minute.
    PAUSE_SECONDS = 25

    def __init__(self, system):
        self.request = system.target.request("GET", "/scim/v2/ServiceProviderConfig")
        # From many addresses: one address cannot take all connections of a server.
        self.sockets = [self.connect(system.port, f"127.0.1.{1 + number // 20}") for number in range(IDLE_CONNECTIONS)]
        self.lost = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.keep_open)

    @property
    def count(self):
        return len(self.sockets)

    def __enter__(self):
        self.ask_all()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        for one in self.sockets:
            one.close()

    def count_lost(self):
        self.is_over.set()
        self.thread.join()
        self.ask_all()
        return self.lost

    def keep_open(self):
        while not self.is_over.wait(self.PAUSE_SECONDS):
            self.ask_all()

    def ask_all(self):
        for one in list(self.sockets):
            try:
                one.sendall(self.request)
                self.read(one)
            except OSError:
                self.lost += 1
                self.sockets.remove(one)

    @staticmethod
    def connect(port, address):
        return socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(address, 0))

    @staticmethod
    def read(one):
        """One answer to its end."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += IdleConnections.more(one)
        head, body = received.split(b"\r\n\r\n", 1)
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                      if line.startswith(b"content-length:"))
        while len(body) < length:
            body += IdleConnections.more(one)

    @staticmethod
    def more(one):
        if not (received := one.recv(65536)):
            raise ConnectionError("closed by the server")
        return received
