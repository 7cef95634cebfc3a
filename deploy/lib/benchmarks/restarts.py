"""Rolling restarts under load: the listening socket is kept, one server process stops and the next one starts."""

import asyncio
import signal
import statistics
import threading
import time

from load import Target, percentile, send_at_rate
from trial import KeptSocket, Program

from .system import note, say

RESTARTS = 20
# Requests a second, whether or not those before are answered.
RATE = 200
TARGET_START_SECONDS = 1


def run(system, seconds):
    """`seconds` are how long all restarts together may take at least."""
    kept = KeptSocket()
    rolling = Rolling(system, kept, seconds / RESTARTS)
    try:
        say(f"{RESTARTS} restarts at {RATE} requests a second")
        target = Target(kept.port, system.now["hostname"], system.now["token"])
        thread = threading.Thread(target=rolling.run)
        thread.start()
        request = target.request("GET", "/scim/v2/Users?count=1")
        replies = asyncio.run(send_at_rate(kept.port, until(lambda: not thread.is_alive(), request), RATE))
        thread.join()
    finally:
        rolling.server.kill()
        kept.close()
    return [report(rolling, replies)]


class Rolling:
    """A server that is replaced again and again, as `systemctl restart` does it."""

    def __init__(self, system, kept, pause):
        self.system, self.kept, self.pause = system, kept, pause
        self.start_seconds, self.exit_codes = [], []
        self.server = self.start()

    def start(self):
        server = Program(self.system.now, self.system.now["serverCommand"][:1], self.system.postgres_log.with_name(
            "restarts.log"), operations_option="--operations-listen", kept_socket=self.kept).await_ready(interval=0.005)
        self.start_seconds.append(time.monotonic() - server.started)
        return server

    def run(self):
        for number in range(RESTARTS):
            time.sleep(self.pause / 2)
            self.server.signal(signal.SIGTERM)
            self.exit_codes.append(self.server.process.wait(timeout=60))
            self.server = self.start()
            time.sleep(self.pause / 2)
            if (number + 1) % 5 == 0:
                note(f"{number + 1} of {RESTARTS} restarts")


def until(is_over, request):
    while not is_over():
        yield request


def report(rolling, replies):
    after = [reply.after * 1000 for reply in replies]
    failed = sum(reply.status != 200 for reply in replies)
    found = {
        "name": f"{RESTARTS} restarts at {RATE} requests a second", "requests": len(replies),
        "errors": failed + sum(code != 0 for code in rolling.exit_codes), "restarts": len(rolling.exit_codes),
        "start_seconds": round(statistics.median(rolling.start_seconds), 3),
        "start_seconds_max": round(max(rolling.start_seconds), 3), "target_start_seconds": TARGET_START_SECONDS,
        **{f"{name}_ms": round(percentile(after, share), 1)
           for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))},
    }
    found["reached"] = failed == 0 and found["start_seconds_max"] < TARGET_START_SECONDS
    print(f"\n{found['requests']} requests over {found['restarts']} restarts, {failed} failed; "
          f"p50 {found['p50_ms']} ms, p99 {found['p99_ms']} ms, longest {found['max_ms']} ms")
    print(f"ready {found['start_seconds']} s after the start, {found['start_seconds_max']} s at most "
          f"(target: under {TARGET_START_SECONDS} s)")
    return found
