"""Checks the real programs from outside, as an operator and an identity provider see them: what deploy/black-box runs."""

import argparse
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse
import uuid
from pathlib import Path

sys.dont_write_bytecode = True
from offboarding import Offboarding
from trial import (REPOSITORY, Checks, Client, Database, KeptSocket, Program, Quickstart, end_in_order, free_port,
                   get, is_listening, is_running, run, send_signal, wait_until)

FIELDS = {"scimBaseURL", "hostname", "port", "operationsPort", "token", "databaseURL", "cli", "environmentFile",
          "serverPID", "workerPID", "serverCommand", "workerCommand"}
CANARY = "canary-5d41402abc4b2a76b9719d911017c592"


class BlackBox:
    """The checks in the order in which they run. They share one quickstart, its data, and a second tenant."""

    def __init__(self, data):
        self.checks = Checks()
        self.data = data
        self.port = free_port()
        self.ports = ("--port", str(self.port), "--operations-port", "0")
        self.quickstart = None
        self.second = None

    def close(self):
        """Whatever a failed check left running."""
        if self.second is not None and self.second.poll() is None:
            self.second.kill()
        if self.quickstart is not None and self.quickstart.process.poll() is None:
            self.quickstart.stop()

    def run(self):
        for section in (self.first_start, self.description, self.printed_line, self.command_line, self.wrong_calls,
                        self.health, self.second_tenant, self.isolation, self.second_server, self.descriptors,
                        self.revocation,
                        self.draining, self.restarts, self.secrets, self.leaving, self.database_lost, self.stopping,
                        self.second_start, self.killed_quickstart):
            print(f"# {section.__doc__}", flush=True)
            try:
                section()
            except Exception:
                self.checks.that(False, f"{section.__name__} went to its end", traceback.format_exc())
                if section == self.first_start:
                    break

    def first_start(self):
        """Quickstart on an empty folder, with the demo"""
        self.quickstart = Quickstart(self.data, *self.ports, "--demo").await_ready()
        print(self.quickstart.printed())
        self.checks.that(True, "quickstart gets ready, and its demo is answered as expected")
        self.now = self.quickstart.description
        self.database = Database(self.now["databaseURL"])

    def description(self):
        """quickstart.json"""
        self.checks.equal(set(self.now), FIELDS, "it has exactly the promised fields")
        self.checks.equal(self.now["hostname"], "cp-inst1001-demo.localhost", "the host name is that of instance 1001")
        self.checks.equal(self.now["scimBaseURL"], f"http://{self.now['hostname']}:{self.port}/scim/v2",
                          "the base URL has the host name and the port")
        self.checks.that(is_running(self.now["serverPID"]), "serverPID runs")
        self.checks.that(os.access(self.now["cli"], os.X_OK) and os.path.isabs(self.now["cli"]), "cli can be run")
        self.checks.that(all(os.path.isabs(command[0]) for command in self.commands()), "commands are absolute")
        self.checks.equal(self.now["workerPID"] is None, self.now["workerCommand"] is None,
                          "worker fields are both there or both null")
        for name in ("quickstart.json", "pgpass", "pepper", "token"):
            mode = stat.S_IMODE((self.data / name).stat().st_mode)
            self.checks.equal(oct(mode), "0o600", f"{name} is for its owner alone")

    def printed_line(self):
        """The curl line, as pasted"""
        line = next(line for line in self.quickstart.printed().splitlines() if line.strip().startswith("curl "))
        answer = run(["bash", "-c", line.replace("curl ", "curl -s ", 1)]).stdout
        self.checks.that(answer.startswith("HTTP/1.1 200"), "it is answered 200", answer)
        self.checks.that('"totalResults":' in answer and "ListResponse" in answer, "it lists users", answer)

    def command_line(self):
        """muster, from another folder"""
        tenants = json.loads(self.muster("tenant", "list", "--json").stdout)
        self.checks.equal([tenant["instance"] for tenant in tenants], [1001], "the environment file is all it needs")
        users = json.loads(self.muster("user", "list", "--tenant", "1001", "--json").stdout)
        states = sorted(user["status"] for user in users)
        self.checks.equal(len(users), 5, "it lists the five people of the demo")
        self.checks.that("deactivated" in states and len(set(states)) == 2, "one of them is deactivated", states)
        doctor = self.muster("doctor", check=False)
        self.checks.equal(doctor.returncode, 0, "the doctor finds nothing")

    def wrong_calls(self):
        """Wrong calls, and what they say"""
        unknown = self.muster("tenant", "show", "--tenant", "4711", "--json", check=False)
        self.checks.equal(unknown.returncode, 1, "an unknown tenant is exit code 1")
        error = json.loads(unknown.stdout).get("error", {})
        self.checks.that(set(error) >= {"code", "message"}, "with the error as JSON on standard output", unknown.stdout)
        self.checks.that(unknown.stderr.strip() != "", "and as text on standard error")
        again = self.muster("tenant", "create", "--instance", "1001", "--client", "demo", "--json", check=False)
        self.checks.equal((again.returncode, json.loads(again.stdout)["error"]["code"]), (1, "conflict"),
                          "a second tenant of one number is a conflict")
        self.checks.equal(self.muster("nonsense", check=False).returncode, 2, "an unknown command is exit code 2")
        self.checks.equal(self.muster("token", "issue", "--nonsense", check=False).returncode, 2,
                          "an unknown option is exit code 2")
        server = run([*self.now["serverCommand"], "--nonsense"], check=False)
        self.checks.equal(server.returncode, 2, "an option that the server does not know is exit code 2, too")
        other = self.data.parent / "other"
        self.refused("on the same data", self.data, 1, "another quickstart runs")
        self.refused("on a port in use", other, 1, f"port {self.port} is in use", "--port", str(self.port))
        self.refused("with an unknown option", other, 2, "unknown argument", "--nonsense")

    def refused(self, how, data, code, words, *arguments):
        done = run([REPOSITORY / "deploy/quickstart", "--data", data, *arguments], check=False)
        self.checks.that(done.returncode == code and words in done.stderr,
                         f"a quickstart {how} says so and ends with {code}", (done.returncode, done.stderr))

    def health(self):
        """The operations port"""
        for page in ("/healthz", "/readyz", "/metrics"):
            self.checks.equal(get(self.now["operationsPort"], page)[0], 200, f"{page} is 200")
            self.checks.that(get(self.port, page)[0] in (400, 404, 421), f"{page} is not on the SCIM port")

    def second_tenant(self):
        """A second tenant"""
        self.other = json.loads(
            self.muster("tenant", "create", "--instance", "1002", "--client", "other", "--json").stdout)
        self.checks.equal(self.other["hostname"], "cp-inst1002-other.localhost", "it has a host name of its own")
        self.checks.equal(set(self.other), {"id", "instance", "client", "displayName", "status", "hostname", "scimBaseURL"},
                          "it is described as promised")
        issued = self.issue_token("1002")
        self.checks.equal(set(issued), {"id", "name", "secret", "expiresAt", "connection"}, "so is its token")
        self.a = self.client(self.now["hostname"], self.now["token"])
        self.b = self.client(self.other["hostname"], issued["secret"])
        self.other_token = issued["secret"]
        user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": f"{CANARY}@demo.example",
                "password": f"{CANARY}-password", "externalId": "same"}
        created = [tenant.send("POST", "/Users", user) for tenant in (self.a, self.b)]
        self.checks.equal([answer.status for answer in created], [201, 201], "both tenants can have the same user name")
        self.user_of_a, self.user_of_b = (answer.json["id"] for answer in created)
        self.checks.equal(self.a.send("POST", "/Users", user).status, 409, "one tenant cannot have it twice")
        query = urllib.parse.quote(f'userName eq "{CANARY}@demo.example"')
        found = [tenant.send("GET", f"/Users?filter={query}").json["Resources"][0]["id"] for tenant in (self.a, self.b)]
        self.checks.equal(found, [self.user_of_a, self.user_of_b], "and each finds its own by it")

    def isolation(self):
        """Tenants do not see each other"""
        stray = self.client(self.other["hostname"], self.now["token"]).send("GET", "/Users")
        revoked = self.issue_token("1002")
        self.muster("token", "revoke", "--tenant", "1002", revoked["id"])
        unknown = [self.client(self.other["hostname"], token).send("GET", "/Users")
                   for token in (revoked["secret"], "mst_unknown", None)]
        self.checks.equal(stray.status, 401, "A's token at B's host is 401")
        self.checks.that("www-authenticate" in stray.headers, "with WWW-Authenticate")
        self.checks.equal(stray.headers.get("content-type", "").split(";")[0], "application/scim+json",
                          "and a SCIM error")
        self.checks.equal((stray.stable_headers, stray.body), (unknown[0].stable_headers, unknown[0].body),
                          "byte for byte a revoked token's answer")
        self.checks.that(unknown[1].status == 401 and b"cut off" in unknown[1].body,
                         "what is no token at all is told so, at any host", unknown[1].body)
        self.checks.equal(unknown[2].status, 401, "no token is 401, too")
        rename = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations": [{"op": "replace", "path": "displayName", "value": "taken over"}]}
        for method, body in (("GET", None), ("PATCH", rename), ("PUT", {"userName": "x"}), ("DELETE", None)):
            foreign = self.b.send(method, f"/Users/{self.user_of_a}", body)
            absent = self.b.send(method, f"/Users/{uuid.uuid4()}", body)
            self.checks.equal((foreign.status, absent.status), (404, 404), f"{method} of A's user at B is 404")
        self.checks.equal(self.a.send("GET", f"/Users/{self.user_of_a}").status, 200, "the user is untouched")
        seen = [user["id"] for user in self.b.send("GET", "/Users").json["Resources"]]
        self.checks.equal(seen, [self.user_of_b], "B lists its own people only")
        nowhere = self.client("cp-inst9999-nobody.localhost", self.now["token"]).send("GET", "/Users")
        self.checks.that(nowhere.status in (404, 421), "a host of nobody leads nowhere", nowhere.status)

    def second_server(self):
        """One more server process"""
        self.second_port = free_port()
        self.second = self.start_server(self.second_port)
        answer = self.client(self.now["hostname"], self.now["token"], self.second_port).send("GET", "/Users?count=1")
        self.checks.equal(answer.status, 200, "it serves the same tenants")

    def descriptors(self):
        """A server that has run out of descriptors"""
        port = free_port()
        server = Program(
            self.now, ["prlimit", "--nofile=64:64", *self.now["serverCommand"][:1]],
            self.data / "log" / "descriptors.log", "--listen", f"127.0.0.1:{port}",
            operations_option="--operations-listen").await_ready()
        try:
            connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(80)]
            # Its own metrics cannot be asked for then: they come over a connection, too.
            refused = wait_until(lambda: len(os.listdir(f"/proc/{server.process.pid}/fd")) >= 62, 5)
            self.checks.that(refused, "clients can take all of them")
            for connection in connections:
                connection.close()
            answer = self.client(self.now["hostname"], self.now["token"], port).send("GET", "/Users?count=1")
            self.checks.equal(answer.status, 200, "it serves again when they have gone")
        finally:
            server.kill()

    def revocation(self):
        """A revoked token"""
        issued = self.issue_token("1001")
        clients = [self.client(self.now["hostname"], issued["secret"], port) for port in (self.port, self.second_port)]
        before = [client.send("GET", "/Users?count=1").status for client in clients]
        self.checks.equal(before, [200, 200], "works at both servers before")
        self.muster("token", "revoke", "--tenant", "1001", issued["id"])
        after = [client.send("GET", "/Users?count=1").status for client in clients]
        self.checks.equal(after, [401, 401], "is refused by the very next request at both")
        brief = self.issue_token("1001", "1s")
        client = self.client(self.now["hostname"], brief["secret"])
        self.checks.that(wait_until(lambda: client.send("GET", "/Users?count=1").status == 401, 5),
                         "an expired one is refused too")
        self.spent_tokens = [issued["secret"], brief["secret"]]

    def draining(self):
        """SIGTERM for a server under load"""
        load = Load([(self.port, self.now), (self.second_port, self.now)])
        load.start()
        wait_until(lambda: load.answered > 200, 20)
        self.second.send_signal(signal.SIGTERM)
        code = self.second.wait(timeout=40)
        answered = load.answered
        wait_until(lambda: load.answered > answered + 200, 20)
        load.stop()
        print(f"    {load.answered} requests; {load.moved} connections were closed before an answer", flush=True)
        self.checks.equal(code, 0, "it ends with 0")
        self.checks.equal(load.failures, [], "no request fails")
        self.checks.that(load.answered >= 400, "there was a load", load.answered)

    def restarts(self):
        """Five restarts under load, on a socket that is kept as systemd keeps it"""
        kept = KeptSocket()
        server = self.start_on(kept)
        load = Load([(kept.port, self.now)])
        load.start()
        codes = []
        for _ in range(5):
            answered = load.answered
            wait_until(lambda: load.answered > answered + 100, 20)
            server.signal(signal.SIGTERM)
            codes.append(server.process.wait(timeout=40))
            server = self.start_on(kept)
        load.stop()
        server.kill()
        kept.close()
        print(f"    {load.answered} requests; {load.moved} connections were closed before an answer", flush=True)
        self.checks.equal(codes, [0] * 5, "each ends with 0")
        self.checks.equal(load.failures, [], "no request fails")
        self.checks.that(load.answered >= 500, "there was a load", load.answered)

    def start_on(self, kept):
        return Program(self.now, self.now["serverCommand"][:1], self.data / "log" / "restarts.log",
                       operations_option="--operations-listen", kept_socket=kept).await_ready()

    def secrets(self):
        """What is kept and logged"""
        tokens = [self.now["token"], self.other_token, *self.spent_tokens]
        dump = self.database.dump()
        self.checks.that(CANARY in dump, "the dump is one")
        self.checks.that(not any(token in dump for token in tokens), "the dump has no token")
        self.checks.that(f"{CANARY}-password" not in dump, "nor a password")
        logs = "".join(path.read_text(errors="replace") for path in (self.data / "log").iterdir())
        self.checks.that("/Users" in logs, "requests are logged")
        self.checks.that(not any(token in logs for token in tokens), "the logs have no token")
        self.checks.that(CANARY not in logs, "nor personal data, from bodies or from filters")
        metrics = get(self.now["operationsPort"], "/metrics")[1]
        self.checks.that(CANARY not in metrics and not any(token in metrics for token in tokens), "nor have the metrics")

    def leaving(self):
        """Somebody leaves"""
        worker = self.now["workerPID"]
        send_signal(worker, signal.SIGTERM)
        self.checks.that(wait_until(lambda: not is_running(worker), 40), "the worker ends when asked")
        stuck = json.loads(self.muster("tenant", "create", "--instance", "1003", "--client", "stuck", "--json").stdout)
        stuck_client = self.client(stuck["hostname"], self.issue_token("1003")["secret"])
        offboarding = Offboarding(self.checks, self.now | {"log": self.data / "log"}, self.muster, self.database,
                                  self.b, "1002")
        try:
            for part, arguments in ((offboarding.without_a_worker, ()), (offboarding.healthy_neighbour, ()),
                                    (offboarding.dead_letter, ()),
                                    (offboarding.stuck_tenant, ("1003", stuck_client))):
                print(f"# {part.__doc__}", flush=True)
                part(*arguments)
        finally:
            offboarding.close()

    def database_lost(self):
        """PostgreSQL killed, and back"""
        server = self.now["serverPID"]
        self.checks.equal(self.a.send("GET", "/Users?count=1").status, 200, "a request succeeds before")
        try:
            self.database.kill()
            began = time.monotonic()
            lost = [self.a.send("GET", f"/Users/{self.user_of_a}") for _ in range(20)]
            self.checks.equal({answer.status for answer in lost}, {503}, "requests are answered 503 meanwhile")
            self.checks.that(lost[0].headers.get("retry-after", "").isdigit(), "with a Retry-After in seconds",
                             lost[0].headers)
            self.checks.equal(lost[0].json.get("status"), "503", "and a SCIM error")
            self.checks.that(time.monotonic() - began < 40, "soon enough")
            self.checks.equal(get(self.now["operationsPort"], "/readyz")[0], 503, "the server is not ready")
            self.checks.equal(get(self.now["operationsPort"], "/healthz")[0], 200, "but alive")
        finally:
            self.database.recover()
        back = wait_until(lambda: self.a.send("GET", f"/Users/{self.user_of_a}").status == 200, 15)
        self.checks.that(back, "requests succeed again within 15 s of its return")
        self.checks.that(wait_until(lambda: get(self.now["operationsPort"], "/readyz")[0] == 200, 15), "ready again")
        self.checks.that(is_running(server), "the server was not restarted")

    def stopping(self):
        """SIGTERM for quickstart"""
        postmaster = int((self.database.folder / "postmaster.pid").read_text().split("\n")[0])
        self.checks.equal(self.quickstart.stop(), 0, "it ends with 0")
        left = [process for process in (self.now["serverPID"], self.now["workerPID"], postmaster)
                if process is not None and is_running(process)]
        self.checks.equal(left, [], "nothing of it is left")
        self.checks.that(not is_listening(self.port), "the port is free")

    def second_start(self):
        """Quickstart again on the same data"""
        done = run([REPOSITORY / "deploy/quickstart", "--data", self.data, *self.ports, "--demo", "--once"], check=False)
        self.checks.equal(done.returncode, 0, "the demo can be played again, and --once ends by itself")
        self.quickstart = Quickstart(self.data, *self.ports).await_ready()
        again = self.quickstart.description
        self.checks.equal(again["scimBaseURL"], self.now["scimBaseURL"], "the base URL is the same")
        answer = self.client(again["hostname"], self.now["token"]).send("GET", f"/Users/{self.user_of_a}")
        self.checks.equal(answer.status, 200, "the token of the first time works, and the user is there")
        users = json.loads(self.muster("user", "list", "--tenant", "1001", "--json").stdout)
        self.checks.equal(len(users), 6, "nobody was made twice")
        self.checks.equal(self.quickstart.stop(signal.SIGINT), 0, "Ctrl-C ends it with 0")

    def killed_quickstart(self):
        """kill -9 of quickstart"""
        killed = Quickstart(self.data, *self.ports).await_ready()
        server = killed.description["serverPID"]
        os.kill(killed.process.pid, signal.SIGKILL)
        killed.process.wait()
        self.checks.that(wait_until(lambda: not is_running(server), 40), "its server does not outlive it")
        self.quickstart = Quickstart(self.data, *self.ports).await_ready()
        answer = self.client(self.now["hostname"], self.now["token"]).send("GET", f"/Users/{self.user_of_a}")
        self.checks.equal(answer.status, 200, "the next one works on what it left")
        self.checks.equal(self.quickstart.stop(), 0, "and ends with 0")

    def commands(self):
        return [command for command in (self.now["serverCommand"], self.now["workerCommand"]) if command is not None]

    def client(self, hostname, token, port=None):
        return Client(port or self.port, hostname, token)

    def muster(self, *arguments, check=True):
        script = '. "$0" && exec muster "$@"'
        return run(["sh", "-c", script, self.now["environmentFile"], *arguments], check=check, cwd="/")

    def issue_token(self, tenant, lifetime="1h"):
        return json.loads(self.muster("token", "issue", "--tenant", tenant, "--name", f"trial {lifetime}",
                                      "--expires-in", lifetime, "--json").stdout)

    def start_server(self, port):
        """A further server, started as quickstart.json says."""
        script = '. "$0" && exec "$@"'
        with open(self.data / "log/second-server.log", "wb") as log:
            process = subprocess.Popen(
                ["sh", "-c", script, self.now["environmentFile"], *self.now["serverCommand"],
                 "--listen", f"127.0.0.1:{port}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not wait_until(lambda: is_listening(port), 20):
            raise AssertionError("the second server does not listen")
        return process


class Load:
    """Readers that keep connections to several servers, as a proxy does: a server that closes or refuses a connection
    before it answers is left, and the request is sent to the next one."""

    READERS = 8

    def __init__(self, servers):
        self.servers = servers
        self.answered = 0
        self.moved = 0
        self.failures = []
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(self.READERS)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def read(self, number):
        clients = [Client(port, now["hostname"], now["token"]) for port, now in self.servers]
        turn = number
        while not self.stopping.is_set():
            turn += 1
            self.read_once(clients[turn % len(clients)], clients[(turn + 1) % len(clients)])

    def read_once(self, first, second):
        try:
            answer = first.send("GET", "/Users?count=2")
        except ConnectionError as error:
            with self.lock:
                self.moved += 0 if isinstance(error, ConnectionRefusedError) else 1
            try:
                answer = second.send("GET", "/Users?count=2")
            except Exception as error:
                self.note(repr(error))
                return
        except Exception as error:
            self.note(repr(error))
            return
        self.note(None if answer.status == 200 else f"status {answer.status}")

    def note(self, failure):
        with self.lock:
            self.answered += 1
            if failure is not None:
                self.failures.append(failure)


def main():
    arguments = argparse.ArgumentParser(prog="deploy/black-box", add_help=False)
    arguments.add_argument("--keep", action="store_true")
    keep = arguments.parse_args().keep
    end_in_order()
    folder = Path(tempfile.mkdtemp(prefix="muster-black-box."))
    # PostgreSQL's user has to reach its cluster below.
    folder.chmod(0o711)
    box = BlackBox(folder / "data")
    try:
        box.run()
    finally:
        box.close()
        if keep and box.checks.failed:
            print(f"The folder is {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{box.checks.passed} passed, {box.checks.failed} failed")
    return 0 if box.checks.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
