"""Lookups of people who are spread over 10, 1,000 and 100,000 tenants: a database for each, with a server of its own, and
alternating rounds of one run. The people are as many in each, so that only the tenants are more."""

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from .dataset import Scale
from .operations import Operations
from .sizes import ROUND_SECONDS, alternate, report, rounds_in
from .system import System, await_idle, say
from .wrk import Load

SIZES = (10, 1_000, 100_000)
PEOPLE = 100_000
CLIENTS = 16
# How many times as long a request may take among most tenants as among fewest.
TARGET_RATIO = 1.2


def run(system, seconds):
    """A report for each operation."""
    with ExitStack() as further:
        systems = {size: system if size == SIZES[0] else further.enter_context(a_further_system()) for size in SIZES}
        for size, one in systems.items():
            one.fill(Scale(tenants=size, users=PEOPLE))
            one.stop_worker()
        sizes = ", ".join(f"{size:,}" for size in SIZES)
        say(f"Each operation among {sizes} tenants: {rounds_in(seconds)} rounds of {ROUND_SECONDS} s, {CLIENTS} clients")
        print(f"\n{'':38}{'tenants':>9}{'1/s':>8}{'p50':>10}{'p99':>10}{'errors':>8}{'ratio':>8}{'spread':>14}{'target':>8}")
        operations = {size: Operations(one, Scale(size, PEOPLE)) for size, one in systems.items()}
        for one in operations.values():
            introduce_everybody(one)
        return [measure(operations, kind, seconds) for kind in (Operations.lookup, Operations.read)]


def introduce_everybody(operations):
    """Has each tenant ask something once: a server counts a tenant as a stranger until the database has let it in."""
    tenants, asked = operations.scale.tenants, 0
    while asked < 1.1 * tenants:
        load = Load(f"""function next_request()
            local number = ({asked} + count * thread_count + thread_number) % {tenants}
            return send("GET", host_of(number), "/scim/v2/Users/" .. user_id(number)) end""",
            operations.system.authorization)
        asked += load.run(operations.system.port, 5, CLIENTS).requests


class a_further_system:
    """A system beside the one that is there already, for as long as the context lasts."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="muster-bench."))
        self.folder.chmod(0o711)  # PostgreSQL's user has to reach its cluster below.
        try:
            self.system = System(self.folder / "data")
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self.system

    def __exit__(self, *_):
        self.system.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def measure(operations, kind, seconds):
    def run(one):
        load = one.load(kind(one))
        load.run(one.system.port, 2, CLIENTS)
        return lambda seconds: await_idle(one.system.database) or load.run(one.system.port, seconds, CLIENTS)

    rounds = alternate({size: run(one) for size, one in operations.items()}, seconds)
    return report(kind(operations[SIZES[0]]).name, "tenants", rounds, TARGET_RATIO)
