"""Breaks the real programs while people leave and come back, and checks that everything promised was kept:
what deploy/drill runs."""

import argparse
import http.client
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
from leaving import BELONGINGS, INCOMPLETE, INVARIANTS, People, set_active
from receiver import Receiver
from trial import (Client, Database, Program, Quickstart, end_in_order, free_port, is_running, send_signal,
                   wait_until)

# How long the drill's workers keep jobs without renewing: the usual 30 seconds would make it half an hour.
LEASE_SECONDS = 3
# Within this a job has to go on whose worker was killed.
RESUME_SECONDS = 60


class Drill:
    """One after the other, each step on the same data, with the same people."""

    def __init__(self, data, rounds, frozen_seconds, is_quick):
        self.rounds, self.frozen_seconds, self.is_quick = rounds, frozen_seconds, is_quick
        self.rows = []
        self.messages = []
        self.secret = ""
        say("Building and starting Muster on a PostgreSQL of its own")
        self.port = free_port()
        self.quickstart = Quickstart(data, "--port", str(self.port), "--operations-port", "0").await_ready()
        self.now = self.quickstart.description
        self.receiver = self.people = None
        self.programs = []
        self.log = data / "log"

    @property
    def client(self):
        """A connection of its own for each use: those from before a fault may be broken."""
        return Client(self.port, self.now["hostname"], self.now["token"])

    def prepare(self):
        """Takes the place of quickstart's server and worker, which it does not restart, and makes the people."""
        self.database = Database(self.now["databaseURL"])
        former = (self.now["serverPID"], self.now["workerPID"])
        for process in former:
            send_signal(process, signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, former)), 10)
        self.server, self.worker = self.start_server(), self.start_worker()
        self.quickstart.muster("tenant", "settings", "--tenant", "1001", "--breaker-percent", "100")
        self.receiver = Receiver(lambda: self.secret, lambda identifier, _: self.messages.append(identifier))
        self.secret = self.quickstart.muster("webhook", "add", "--tenant", "1001", "--url", self.receiver.url)["secret"]
        self.people = People(self.port, self.now["hostname"], self.now["token"])
        self.probes = [People.create(self.client) for _ in range(8)]
        self.database.query(BELONGINGS)

    def close(self):
        if self.people is not None:
            self.people.close()
        for program in self.programs:
            program.kill()
        self.quickstart.stop()

    def run(self):
        self.prepare()
        steps = [self.kill_programs, self.stop_worker_past_its_lease, self.restart_database, self.freeze_database,
                 self.cut_listener, self.block_listener, self.close_endpoint]
        if not self.is_quick:
            steps.append(self.slow_endpoint)
        for step in steps:
            name, done = step.__doc__.strip().split(": ", 1)
            say(f"{name}: {done}")
            try:
                holds, observed = step()
            except Exception as error:
                holds, observed = False, f"it broke off: {first_line(error)}"
                traceback.print_exc()
            if not holds:
                self.recover()
            self.add(name, done, observed, holds)
        try:
            self.check_invariants()
        except Exception as error:
            traceback.print_exc()
            self.add("what must hold", "", f"could not be checked: {first_line(error)}", False)
        return all(row[3] for row in self.rows)

    def recover(self):
        """As it was before a step that failed, so that the next one is judged by itself."""
        self.people.running.clear()
        self.receiver.delay = 0
        if self.receiver.server is None:
            self.receiver.open()
        self.database.recover()
        for program in self.programs:
            program.kill()
        self.server, self.worker = self.start_server(), self.start_worker()
        self.people.pause()

    def add(self, name, done, observed, holds):
        self.rows.append((name, done, observed, holds))
        print(f"    {'ok' if holds else 'FAILED'}: {observed}", flush=True)

    def kill_programs(self):
        """kill -9: server or worker or both, at random points while people leave and come back"""
        counts = {"server": 0, "worker": 0}
        self.people.go_on()
        for number in range(1, self.rounds + 1):
            time.sleep(random.random() * 0.3)
            chosen = random.choice((("server",), ("worker",), ("server", "worker")))
            for name in chosen:
                getattr(self, name).kill()
                counts[name] += 1
            if "server" in chosen:
                self.server = self.start_server()
            if "worker" in chosen:
                self.worker = self.start_worker()
            if number % 10 == 0:
                print(f"    {number} of {self.rounds} rounds, {len(self.people.acknowledged)} deactivations "
                      "acknowledged", flush=True)
                self.database.query(BELONGINGS)
        self.people.pause()
        settled, seconds = self.settle(RESUME_SECONDS)
        return settled, (f"server killed {counts['server']} times, worker {counts['worker']} times; "
                         f"{len(self.people.acknowledged)} deactivations acknowledged, {self.people.unanswered} "
                         f"requests unanswered; all complete {seconds:.1f} s after the last round")

    def stop_worker_past_its_lease(self):
        """SIGSTOP of a worker: with webhooks under way, past its lease; another takes over; SIGCONT"""
        self.receiver.delay = LEASE_SECONDS
        leavers = self.let_leave(4)
        taken = wait_until(lambda: self.count("muster.jobs WHERE state = 'running' AND kind = 'deliver_webhook'") >= 4, 10)
        self.worker.signal(signal.SIGSTOP)
        self.receiver.delay = 0
        second = self.start_worker()
        # It takes over once the lease is over, after the random delay that keeps jobs of a killed worker apart.
        done = wait_until(lambda: self.is_complete(leavers), RESUME_SECONDS)
        before = self.receipts()
        self.worker.signal(signal.SIGCONT)
        fenced = wait_until(lambda: self.worker.metric('muster_jobs_ended_total', 'ending="lost"') >= 4, 20)
        second.kill()
        unchanged = self.receipts() == before
        again = self.let_leave(1, leavers[-1:] + self.probes[4:5])
        works = wait_until(lambda: self.is_complete(again), 20)
        return taken and done and fenced and unchanged and works, (
            f"4 webhooks under way: {spell(taken)}; done by the other: {spell(done)}; resumed, all 4 fenced: "
            f"{spell(fenced)}; receipts unchanged: {spell(unchanged)}; works on: {spell(works)}")

    def restart_database(self):
        """PostgreSQL: killed with -9 and started again, and restarted, while people leave"""
        self.people.go_on()
        times = []
        for how in (lambda: (self.database.kill(), self.database.start()), self.database.restart):
            time.sleep(0.5)
            how()
            times.append(self.seconds_until_served(15))
        self.people.pause()
        settled, seconds = self.settle(RESUME_SECONDS)
        served = all(spent is not None and spent < 10 for spent in times)
        return settled and served, (f"served again {', '.join(map(spell_seconds, times))} after it was back; "
                                    f"all complete {seconds:.1f} s later")

    def freeze_database(self):
        """PostgreSQL frozen: SIGSTOP of all its processes, SIGCONT half a minute later"""
        self.people.go_on()
        time.sleep(0.5)
        self.database.freeze()
        began = time.monotonic()
        answers = []

        def ask():
            try:
                status = self.client.send("GET", f"/Users/{self.probes[0]}").status
            except (OSError, http.client.HTTPException) as error:
                status = repr(error)
            answers.append((status, time.monotonic() - began))
        asked = threading.Thread(target=ask)
        try:
            asked.start()
            time.sleep(self.frozen_seconds)
        finally:
            self.database.thaw()
        spent = self.seconds_until_served(15)
        asked.join()
        status, waited = answers[0]
        self.people.pause()
        settled, seconds = self.settle(RESUME_SECONDS)
        return settled and status in (200, 503) and waited < 31 and spent is not None and spent < 5, (
            f"frozen {self.frozen_seconds} s; a request of that time was answered {status} after {waited:.1f} s; "
            f"served again {spell_seconds(spent)} after; all complete {seconds:.1f} s later")

    def cut_listener(self):
        """LISTEN connection killed: pg_terminate_backend, and somebody leaves at that moment"""
        return self.lose_listener(lambda backend: self.database.query(f"SELECT pg_terminate_backend({backend})"))

    def block_listener(self):
        """LISTEN connection silent: SIGSTOP of its backend, and somebody leaves at that moment"""
        stopped = []

        def stop(backend):
            stopped.append(backend)
            send_signal(backend, signal.SIGSTOP)
        try:
            return self.lose_listener(stop)
        finally:
            for backend in stopped:
                send_signal(backend, signal.SIGCONT)

    def lose_listener(self, lose):
        wait_until(lambda: self.listeners(), 15)
        before = self.listeners()
        for backend in before:
            lose(backend)
        began = time.monotonic()
        leavers = self.let_leave(1)
        done = wait_until(lambda: self.is_complete(leavers), 5)
        spent = time.monotonic() - began
        back = wait_until(lambda: self.listeners() - before, 15)
        return bool(before) and done and back, (
            f"complete without it after {spent:.1f} s: {spell(done)}; listens again after "
            f"{time.monotonic() - began:.1f} s: {spell(back)}")

    def close_endpoint(self):
        """Webhook endpoint down: closed while three people leave, and opened again"""
        self.receiver.close()
        leavers = self.let_leave(3)
        others = wait_until(lambda: self.count_receipts(leavers) == 9, 10)
        error = wait_until(lambda: self.count(
            "muster.jobs WHERE state = 'queued' AND kind = 'deliver_webhook' AND last_error IS NOT NULL") >= 3, 10)
        self.receiver.open()
        # After three failures the endpoint rests for 5 s, and after one more, on a machine that is slow at the above, 30 s.
        told = wait_until(lambda: self.is_complete(leavers), 60)
        return others and error and told, (f"the other effects were done meanwhile: {spell(others)}; the failure is "
                                           f"shown: {spell(error)}; told once it was back: {spell(told)}")

    def slow_endpoint(self):
        """Webhook endpoint slow: takes 20 s for an answer while three people leave, and is quick again"""
        self.receiver.delay = 20
        leavers = self.let_leave(3)
        began = time.monotonic()
        others = wait_until(lambda: self.count_receipts(leavers) == 9, 10)
        failed = wait_until(lambda: self.count(
            "muster.jobs WHERE state = 'queued' AND kind = 'deliver_webhook' AND attempts > 1") >= 3, 40)
        spent = time.monotonic() - began
        self.receiver.delay = 0
        told = wait_until(lambda: self.is_complete(leavers), 60)
        return others and failed and told, (
            f"the other effects were done meanwhile: {spell(others)}; given up after {spent:.1f} s: {spell(failed)}; "
            f"told once it was quick: {spell(told)}")

    def check_invariants(self):
        say("What must hold in the database now")
        settled, _ = self.settle(RESUME_SECONDS)
        self.people.close()
        repeated = len(self.messages) - len(set(self.messages))
        self.database.query("CREATE SCHEMA drill; CREATE TABLE drill.acknowledged (request_id text PRIMARY KEY); "
                            "CREATE TABLE drill.messages (id text PRIMARY KEY)")
        self.database.load("drill.acknowledged", self.people.acknowledged)
        self.database.load("drill.messages", sorted(set(self.messages)))
        for sentence, query in INVARIANTS.items():
            broken = self.database.query(query).splitlines()
            self.add(sentence, "asked of the database", f"against it: {len(broken)}" +
                     "".join(f"\n        {row}" for row in broken[:5]), not broken)
        counts = self.database.query("""
            SELECT format('%s deactivations acknowledged, %s committed, %s effects done, %s overtaken by a return',
                (SELECT count(*) FROM drill.acknowledged), (SELECT count(*) FROM muster.offboardings),
                count(*) FILTER (WHERE r.state = 'done'), count(*) FILTER (WHERE r.state = 'superseded'))
              FROM muster.receipts r""")
        self.add("enough was tried", "counted", f"{counts}; {len(set(self.messages))} webhooks taken, {repeated} of them "
                 "more than once; refused for their signature: " + str(self.receiver.refused),
                 settled and len(self.people.acknowledged) >= self.rounds and self.receiver.refused == 0)

    def settle(self, seconds):
        """Waits until nothing is left to do, and says whether that came true and after how many seconds.

        A webhook that failed more than once waits for minutes by its schedule. A drill does not: it makes it due.
        """
        began = time.monotonic()

        def is_settled():
            self.database.query("UPDATE muster.webhook_endpoints SET resting_until = NULL WHERE resting_until > now()")
            self.database.query("UPDATE muster.jobs SET run_at = now() WHERE state = 'queued' AND kind = 'deliver_webhook' "
                                "AND run_at > now() + interval '10 s'")
            return self.count(f"({INCOMPLETE}) i") == 0 and self.count("muster.jobs WHERE state <> 'dead'") == 0
        return wait_until(is_settled, seconds), time.monotonic() - began

    def let_leave(self, count, people=None):
        """So many of the probes, with something to lose."""
        leavers = (people or self.probes)[:count]
        for person in leavers:
            set_active(self.client, person, True)
        self.database.query(BELONGINGS)
        for person in leavers:
            answer = set_active(self.client, person, False)
            if answer.status != 200:
                raise AssertionError(f"a deactivation was answered {answer.status}")
            self.people.acknowledged.append(answer.headers["x-request-id"])
        return leavers

    def latest_receipts(self, people):
        ids = ",".join(f"'{person}'" for person in people)
        return (f"muster.receipts r JOIN muster.users u ON u.id = r.user_id AND u.generation = r.generation "
                f"WHERE r.state = 'done' AND u.id IN ({ids})")

    def count_receipts(self, people):
        return self.count(self.latest_receipts(people))

    def is_complete(self, people):
        return self.count_receipts(people) == 4 * len(people)

    def receipts(self):
        return self.database.query("SELECT user_id, generation, effect, state, count, attempt, finished_at "
                                   "FROM muster.receipts ORDER BY 1, 2, 3")

    def count(self, what):
        return int(self.database.query(f"SELECT count(*) FROM {what}"))

    def listeners(self):
        return set(map(int, self.database.query(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'muster-listener'").split()))

    def seconds_until_served(self, limit):
        began = time.monotonic()
        served = wait_until(self.is_served, limit)
        return time.monotonic() - began if served else None

    def is_served(self):
        try:
            return self.client.send("GET", f"/Users/{self.probes[0]}").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def start_server(self):
        program = Program(self.now, self.now["serverCommand"][:1], self.log / "drill-server.log",
                          "--listen", f"127.0.0.1:{self.port}", operations_option="--operations-listen")
        self.programs.append(program)
        return program.await_ready()

    def start_worker(self):
        program = Program(self.now, self.now["workerCommand"][:1], self.log / "drill-worker.log",
                          "--worker-lease", f"{LEASE_SECONDS}s", operations_option="--worker-listen")
        self.programs.append(program)
        return program.await_ready()


def first_line(error):
    return next(iter(str(error).splitlines()), type(error).__name__)


def spell(holds):
    return "yes" if holds else "NO"


def spell_seconds(seconds):
    return "not" if seconds is None else f"{seconds:.1f} s"


def say(sentence):
    print(f"==> {sentence}", flush=True)


def show(rows):
    """The table; long cells go on in the lines below."""
    print(f"\n{'step':32}  {'what was done':32}  {'observed':44}  verdict")
    for name, done, observed, holds in rows:
        cells = [wrap(name, 32), wrap(done, 32), wrap(observed, 44), ["ok" if holds else "FAILED"]]
        for line in range(max(map(len, cells))):
            texts = [cell[line] if line < len(cell) else "" for cell in cells]
            print(f"{texts[0]:32}  {texts[1]:32}  {texts[2]:44}  {texts[3]}".rstrip())


def wrap(text, width):
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines


def main():
    arguments = argparse.ArgumentParser(prog="deploy/drill", add_help=False)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--quick", action="store_true")
    chosen = arguments.parse_args()
    if chosen.rounds < 1 or chosen.seconds < 1:
        arguments.error("--rounds and --seconds are numbers from 1 on")
    end_in_order()
    folder = Path(tempfile.mkdtemp(prefix="muster-drill."))
    folder.chmod(0o711)  # PostgreSQL's user has to reach its cluster below.
    began = time.monotonic()
    rounds, seconds = (15, 5) if chosen.quick else (chosen.rounds, chosen.seconds)
    drill = Drill(folder / "data", rounds, seconds, chosen.quick)
    kept = False
    try:
        kept = drill.run()
    finally:
        drill.close()
        show(drill.rows)
        if kept:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"The folder, with its logs, is {folder}")
    print(f"\nIt took {time.monotonic() - began:.0f} s. "
          + ("Everything promised was kept." if kept else "NOT everything promised was kept."))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
