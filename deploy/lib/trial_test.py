"""Whether trials stand on firm ground: what they do to processes must not fail because one of them has just ended."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
from trial import Database, children_of, free_port, is_running, process_status, send_signal, wait_until

# Starts a child every few milliseconds, which ends by itself a little later, as PostgreSQL's processes do.
RESTLESS = "while :; do sleep 0.01 & sleep 0.003; done"


class Cluster(Database):
    """A cluster that only has processes."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.process = subprocess.Popen(["bash", "-c", RESTLESS], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (self.folder / "postmaster.pid").write_text(f"{self.process.pid}\n")
        wait_until(lambda: children_of(self.process.pid), 5)


class TrialTest(unittest.TestCase):
    def test_a_signal_to_a_process_that_has_ended_is_no_failure(self):
        ended = subprocess.Popen(["true"])
        ended.wait()
        send_signal(ended.pid, signal.SIGKILL)

    def test_a_family_whose_children_come_and_go_is_killed_whole(self):
        for _ in range(20):
            with tempfile.TemporaryDirectory() as folder:
                cluster = Cluster(folder)
                before = cluster.freeze()
                cluster.kill()
                cluster.process.wait()
                self.assertFalse([process for process in before if is_running(process)])
                self.assertIsNone(cluster.postmaster)

    def test_what_is_frozen_starts_nothing_until_it_thaws(self):
        with tempfile.TemporaryDirectory() as folder:
            cluster = Cluster(folder)
            try:
                cluster.freeze()
                self.assertEqual(process_status(cluster.process.pid)[0], "T")
                frozen = set(children_of(cluster.process.pid))
                cluster.thaw()
                self.assertTrue(wait_until(lambda: set(children_of(cluster.process.pid)) - frozen, 5))
            finally:
                cluster.kill()
                cluster.process.wait()

    def test_a_port_is_none_that_the_kernel_gives_away(self):
        lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
        self.assertTrue(all(free_port() < lowest for _ in range(100)))


if __name__ == "__main__":
    unittest.main()
