"""Load by wrk: a closed loop over connections that are kept, with requests that a Lua expression makes."""

import json
import random
import subprocess
import tempfile
from dataclasses import dataclass

# What every script has: an own stream of random numbers, the number of the thread, and the answer to "how was it".
FRAME = """
local threads, seed = 0, %(seed)d
function setup(thread) thread:set("thread_number", threads) thread:set("thread_count", %(threads)d) threads = threads + 1 end
function init(arguments)
    math.randomseed(seed + thread_number)
    for _ = 1, 10 do math.random() end
    count = 0
end
local format, random, floor = string.format, math.random, math.floor
local function send(method, host, path, body)
    return format("%%s %%s HTTP/1.1\\r\\nHost: %%s:%(port)d\\r\\nAuthorization: %%s\\r\\n%%s", method, path, host,
        %(authorization)s, body and format("Content-Type: %%s\\r\\nContent-Length: %%d\\r\\n\\r\\n%%s",
            %(media_type)s, #body, body) or "\\r\\n")
end
local function host_of(tenant) return format("cp-inst%%d-bench.localhost", %(first_instance)d + tenant) end
local function user_id(number) return format("%(user_prefix)s%%012d", number) end
local function group_id(tenant) return format("%(group_prefix)s%%012d", tenant) end
%(script)s
function request() count = count + 1 return next_request() end
%(delay)s
function done(summary, latency)
    local errors = summary.errors
    print("RESULT " .. format('{"requests": %%d, "seconds": %%.6f, "bytes": %%d, "refused": %%d, "broken": %%d, ' ..
        '"timeouts": %%d, "p50_ms": %%.3f, "p90_ms": %%.3f, "p99_ms": %%.3f, "max_ms": %%.3f}',
        summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
        errors.connect + errors.read + errors.write, errors.timeout, latency:percentile(50) / 1e3,
        latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
"""


@dataclass(frozen=True)
class Measured:
    """What wrk saw. Status 400 and above counts as an error, and so does a connection that broke."""

    ops_per_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    requests: int
    errors: int
    # Of the errors, those that were answered.
    refused: int = 0


@dataclass(frozen=True)
class Load:
    """Requests as a Lua function `next_request` makes them; `count` is the number of the request in its thread."""

    script: str
    authorization: str
    media_type: str = "application/scim+json"

    def run(self, port, seconds, clients=16, threads=2, pause_ms=0):
        """Sends for so long. `pause_ms` is how long a connection waits before each request, on average."""
        from .dataset import FIRST_INSTANCE, GROUP_PREFIX, USER_PREFIX
        threads = min(threads, clients)
        # At random, so that the connections do not come in step; wrk counts whole milliseconds.
        delay = f"function delay() return random(0, {round(2 * pause_ms)}) end" if pause_ms else ""
        text = FRAME % {
            "threads": threads, "seed": random.randrange(1_000_000) * 1000, "port": port, "authorization": json.dumps(self.authorization),
            "media_type": json.dumps(self.media_type), "first_instance": FIRST_INSTANCE, "user_prefix": USER_PREFIX,
            "group_prefix": GROUP_PREFIX, "script": self.script, "delay": delay}
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(text)
            script.flush()
            done = subprocess.run(
                ["wrk", "-t", str(threads), "-c", str(clients), "-d", f"{seconds}s", "--timeout", "30s",
                 "-s", script.name, f"http://127.0.0.1:{port}/"],
                capture_output=True, text=True, timeout=seconds + 60)
        lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
        if done.returncode != 0 or not lines:
            raise AssertionError(f"wrk failed: {done.stdout}{done.stderr}")
        found = json.loads(lines[0].removeprefix("RESULT "))
        return Measured(
            found["requests"] / found["seconds"], found["p50_ms"], found["p99_ms"], found["max_ms"],
            found["requests"], found["refused"] + found["broken"] + found["timeouts"],
            found["refused"])
