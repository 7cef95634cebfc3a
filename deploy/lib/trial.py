"""A Muster under trial: a quickstart in a folder of its own, seen only from outside, and a count of the checks."""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
# A kept connection that was idle for so long is not used again: the server may be about to close it.
IDLE_SECONDS = 20


class Checks:
    """Prints each check as it is made, and counts."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def that(self, holds, sentence, detail=""):
        if holds:
            self.passed += 1
            print(f"ok - {sentence}", flush=True)
        else:
            self.failed += 1
            print(f"FAIL - {sentence}" + (f"\n    {detail}" if detail != "" else ""), flush=True)
        return holds

    def equal(self, found, expected, sentence):
        return self.that(found == expected, sentence, f"expected {expected!r}, found {found!r}")


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. `stable_headers` leaves out what differs from one answer to the next."""

    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def stable_headers(self):
        return {name: value for name, value in self.headers.items() if name not in ("date", "x-request-id")}


class Client:
    """One connection to one server on loopback, with a tenant's host name and a token."""

    def __init__(self, port, hostname, token=None, timeout=35):
        self.hostname = f"{hostname}:{port}"
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.used = time.monotonic()

    def send(self, method, path, body=None):
        headers = {"Host": self.hostname}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers["Content-Type"] = "application/scim+json"
            body = json.dumps(body).encode()
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.connection.close()
        self.used = time.monotonic()
        try:
            self.connection.request(method, "/scim/v2" + path, body, headers)
            response = self.connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        except BaseException:
            self.connection.close()
            raise


def get(port, path):
    """A page that is not of any tenant, such as a health check."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


class Quickstart:
    """A `deploy/quickstart` that this process started."""

    def __init__(self, data, *arguments):
        self.data = Path(data)
        self.output = tempfile.TemporaryFile("w+")
        # A shell that runs this in the background has it ignore SIGINT, and what it starts would ignore it too.
        self.process = subprocess.Popen(
            [REPOSITORY / "deploy/quickstart", "--data", data, *arguments],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))

    def printed(self):
        """All that it has printed so far. (pread leaves the place at which it goes on writing alone.)"""
        return os.pread(self.output.fileno(), 1 << 20, 0).decode(errors="replace")

    def await_ready(self, seconds=1500):
        try:
            wait_until(lambda: " ready " in self.printed() or self.process.poll() is not None, seconds)
            if " ready " not in self.printed():
                raise AssertionError(f"quickstart did not get ready:\n{self.printed()}")
        except BaseException:
            self.stop()  # It is in a session of its own, and would not notice that we end.
            raise
        return self

    @property
    def description(self):
        return json.loads((self.data / "quickstart.json").read_text())

    def muster(self, *arguments):
        """What a command of `muster` answers."""
        script = '. "$0" && exec muster "$@" --json'
        return json.loads(run(["sh", "-c", script, self.description["environmentFile"], *arguments]).stdout)

    def stop(self, with_signal=signal.SIGTERM):
        """Its exit code, once it has stopped. The signal goes to all its processes, as the terminal's Ctrl-C does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, with_signal)
        return self.process.wait(timeout=90)


class KeptSocket:
    """A listening socket that stays while server processes come and go, as systemd keeps one."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self.socket.getsockname()[1]
        self.descriptor = self.socket.fileno()
        # What a shell does that becomes the server: it hands over the socket as systemd does.
        self.script = (f"exec 3<&{self.descriptor}; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=listen; ")

    def close(self):
        self.socket.close()


class Program:
    """A server or worker beside those of a quickstart; a server may have a kept socket handed over."""

    def __init__(self, description, command, log, *arguments, operations_option, kept_socket=None):
        self.operations_port = free_port()
        self.log = log
        script = (kept_socket.script if kept_socket else "") + '. "$0" && exec "$@"'
        self.started = time.monotonic()
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                ["bash", "-c", script, description["environmentFile"], *command, operations_option,
                 f"127.0.0.1:{self.operations_port}", *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                pass_fds=[kept_socket.descriptor] if kept_socket else [])

    def await_ready(self, interval=0.05):
        if not wait_until(self.is_ready, 20, interval):
            raise AssertionError(f"{self.process.args} does not get ready; see {self.log}")
        return self

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.process.args} ended with {self.process.returncode}; see {self.log}")
        try:
            return get(self.operations_port, "/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def metric(self, name, label):
        """The sum of a metric over all its lines with that label."""
        lines = get(self.operations_port, "/metrics")[1].splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name) and label in line)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Database:
    """The private PostgreSQL of a quickstart."""

    def __init__(self, url):
        # The password goes in by the environment: arguments can be read by every user of the machine.
        scheme, user, password, place = re.fullmatch(r"(\w+://)([^:@]*):([^@]*)@(.*)", url).groups()
        self.url = f"{scheme}{user}@{place}"
        self.environment = {**os.environ, "PGPASSWORD": password}
        self.folder = Path(self.query("SHOW data_directory"))

    def query(self, *statements, seconds=120):
        """What the statements answer, as lines; all on one connection, each a transaction of its own."""
        command = [POSTGRES_PROGRAMS / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            command += ["-c", statement]
        return run([*command, self.url], seconds=seconds, env=self.environment).stdout.strip()

    def dump(self):
        return run([POSTGRES_PROGRAMS / "pg_dump", "--inserts", self.url], env=self.environment).stdout

    def load(self, table, values):
        """Fills a table of one column."""
        subprocess.run([POSTGRES_PROGRAMS / "psql", "-X", "-q", "-c", f"COPY {table} FROM STDIN", self.url],
                       input="".join(f"{value}\n" for value in values), text=True, check=True, timeout=120,
                       env=self.environment)

    @property
    def postmaster(self):
        """The process that runs the cluster, or None."""
        try:
            process = int((self.folder / "postmaster.pid").read_text().split("\n")[0])
        except FileNotFoundError:
            return None
        return process if is_running(process) else None

    def freeze(self):
        """Stops all its processes. The postmaster comes first, so that it starts none while the others are looked up.

        Returns them all.
        """
        family = [self.postmaster]
        send_signal(family[0], signal.SIGSTOP)
        wait_until(lambda: (process_status(family[0]) or "T")[0] == "T", 10)
        family += children_of(family[0])
        for process in family[1:]:
            send_signal(process, signal.SIGSTOP)
        return family

    def thaw(self):
        for process in [self.postmaster, *children_of(self.postmaster)]:
            send_signal(process, signal.SIGCONT)

    def kill(self):
        """What a power cut does to it: every process of the cluster is gone at once."""
        family = self.freeze()
        for process in family:
            send_signal(process, signal.SIGKILL)
        if not wait_until(lambda: not any(is_running(process) for process in family), 10):
            raise AssertionError("PostgreSQL's processes are still there after kill -9")

    def start(self):
        self.control("start")

    def recover(self):
        """Makes it run again, whatever a trial that broke off has left of it."""
        if self.postmaster is None:
            self.start()
        else:
            self.thaw()

    def restart(self):
        """As an administrator does: everybody is sent away at once."""
        self.control("stop", "-m", "fast")
        self.control("start")

    def control(self, command, *options):
        become = []
        if os.geteuid() == 0:
            become = ["setpriv", "--reuid", self.folder.owner(), "--regid", self.folder.group(), "--init-groups"]
        log = ["-l", "/dev/null"] if command == "start" else []
        run([*become, POSTGRES_PROGRAMS / "pg_ctl", command, "-s", "-w", "-D", self.folder, *options, *log], cwd="/")


def run(command, check=True, seconds=120, **options):
    """Runs a command to its end. What it prints is text."""
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds, **options)
    if check and done.returncode != 0:
        # Not the whole command: it may have a password in it.
        raise AssertionError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done


def wait_until(condition, seconds, interval=0.05):
    """Looks again and again, for so many seconds at most, and says whether the condition came true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(interval)
    return True


def send_signal(process, number):
    """Sends a signal to a process that may have ended meanwhile."""
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass


def end_in_order():
    """From here on this program, when it is told to end, stops what it has started, as at Ctrl-C."""
    def leave(number, _):
        sys.exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def free_port():
    """Below the range from which the kernel takes ports for outgoing connections: one of those could have it by the
    time it is listened at, or while it is given up for a moment."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def process_status(process):
    """State and parent of a process, or None if there is none of that number."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()[:2]
        return state, int(parent)
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_running(process):
    """A zombie runs no more: it waits only for its parent to ask how it ended."""
    status = process_status(process)
    return status is not None and status[0] != "Z"


def children_of(process):
    numbers = [int(name) for name in os.listdir("/proc") if re.fullmatch("[0-9]+", name)]
    return [number for number in numbers if (process_status(number) or (None, None))[1] == process]
