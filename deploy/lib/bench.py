"""Measures the real programs on this machine: what deploy/bench runs, whose --help tells what each measurement is."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
from benchmarks import (
    deactivation, groups, hostile, leaving, memory, operations, overload, restarts, strangers, tenants, wave)
from benchmarks.system import System, say
from trial import REPOSITORY, end_in_order, run

# What can be measured, and for how many seconds unless told otherwise. Each on a database of its own.
MEASUREMENTS = {
    "operations": (operations.run, 14),
    "groups": (groups.run, 20),
    "tenants": (tenants.run, 20),
    "leaving": (leaving.run, 15),
    "wave": (wave.run, 20),
    "deactivation": (deactivation.run, 30),
    "overload": (overload.run, 3),
    "strangers": (strangers.run, 60),
    "restarts": (restarts.run, 20),
    "memory": (memory.run, 5),
    "hostile": (hostile.run, 60),
}


def main():
    arguments = argparse.ArgumentParser(prog="deploy/bench", add_help=False)
    arguments.add_argument("what", choices=[*MEASUREMENTS, "all"], nargs="?", default="all")
    arguments.add_argument("--seconds", type=positive)
    arguments.add_argument("--json", metavar="FILE", type=Path)
    chosen = arguments.parse_args()
    if chosen.json is not None and not chosen.json.absolute().parent.is_dir():
        arguments.error(f"there is no folder {chosen.json.absolute().parent} for the file")
    end_in_order()
    machine = describe_machine()
    report = {"machine": machine}
    for name in MEASUREMENTS if chosen.what == "all" else [chosen.what]:
        measure, seconds = MEASUREMENTS[name]
        say(f"Measuring {name}")
        began = time.monotonic()
        report[name] = measured(measure, chosen.seconds or seconds)
        print(f"\nMeasuring {name} took {time.monotonic() - began:.0f} s.", flush=True)
        if chosen.json is not None:
            chosen.json.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nMeasured on {machine['cores']} cores of {machine['processor']} with {machine['memory_mb']} MB, "
          f"load {machine['load_before']} before; absolute figures are of this machine.")
    failed = sum(found.get("errors", 0) for name in MEASUREMENTS for found in report.get(name, []))
    if failed:
        print(f"{failed} requests failed.")
    return 1 if failed else 0


def measured(measure, seconds):
    folder = Path(tempfile.mkdtemp(prefix="muster-bench."))
    folder.chmod(0o711)  # PostgreSQL's user has to reach its cluster below.
    system = None
    try:
        system = System(folder / "data")
        return measure(system, seconds)
    finally:
        if system is not None:
            system.stop()
        shutil.rmtree(folder, ignore_errors=True)


def describe_machine():
    processor = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                      if line.startswith("model name")), platform.machine())
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    return {"processor": processor, "cores": len(os.sched_getaffinity(0)), "memory_mb": memory,
            "kernel": platform.release(), "load_before": round(os.getloadavg()[0], 2),
            "commit": run(["git", "-C", REPOSITORY, "rev-parse", "--short", "HEAD"], check=False).stdout.strip(),
            "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a number from 1 on is needed")
    return number


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AssertionError as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(1)
