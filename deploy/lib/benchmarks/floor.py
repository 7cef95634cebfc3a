"""The floor: pgbench sends the SQL that the server sends, statement by statement, as a program does that waits for each
answer before it sends the next statement.

Nobody writes the SQL down a second time. PostgreSQL logs what the server sends for sample requests; the names in the
values that a sample is about are then made to follow from pgbench's variables, and all else is bound as it was.
"""

import os
import re
import tempfile
from pathlib import Path

from trial import POSTGRES_PROGRAMS, run, wait_until

ENTRY = re.compile(
    r"^\S+ \S+ \S+ \[(?P<process>\d+)\] (?P<user>[^@ ]*)@\S* \S+ +(?P<kind>LOG|DETAIL):  (?P<text>.*)$", re.S)
EXECUTED = re.compile(
    r"^duration: \S+ ms  execute (?P<name>.*?): (?P<sql>(?:SELECT|WITH|INSERT|UPDATE|DELETE|BEGIN|COMMIT).*)$", re.S)
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
TYPES = "SELECT array_to_string(parameter_types::text[], ',') FROM pg_prepared_statements"
LOGGING = {"log_min_duration_statement": "0", "log_parameter_max_length": "-1", "log_error_verbosity": "'default'"}


class Floor:
    """The transactions of some requests, one after the other, as a script for pgbench.

    - samples: make the requests; each returns the names that it made, with the SQL that makes others.
    - names: takes those, and returns the SQL for each piece of text that is another for each transaction.
    - setup: what pgbench sets before it all.
    - links: SQL for the value of a parameter, by (statement, number), and by (statement, "fetch") how pgbench keeps
      what the statement returned.
    """

    def __init__(self, system, samples, names, setup, links):
        self.system = system
        self.links = links
        self.requests = len(samples)
        self.constants = {}
        lines = []
        for sample in samples:
            statements, made = capture(system, sample)
            if statements[0][1] != "BEGIN":
                statements = [("", "BEGIN", []), *statements, ("", "COMMIT", [])]
            self.names = names(made)
            lines += [self.line(*statement) for statement in statements]
        self.script = setup + "".join(lines)

    def run(self, seconds, clients, threads=2):
        """Requests a second."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
            file.write(self.script)
            file.flush()
            command = [POSTGRES_PROGRAMS / "pgbench", "-n", "-M", "prepared", "-T", str(seconds), "-c", str(clients),
                       "-j", str(min(threads, clients)), "-D", "i=0", "-D", f"clients={clients}", "-f", file.name]
            for text, name in self.constants.items():
                command += ["-D", f"{name}={text}"]
            printed = run(command, seconds=seconds + 60, env={**os.environ, **self.system.application_environment})
        if failed := re.search(r"number of failed transactions: ([1-9]\d*)", printed.stdout):
            raise AssertionError(f"the floor failed {failed[1]} times:\n{printed.stdout}")
        return float(re.search(r"tps = ([0-9.]+)", printed.stdout)[1]) * self.requests

    def line(self, name, sql, values):
        """The statement with pgbench's variables in place of its parameters."""
        if re.search(r"(?<!:):[A-Za-z0-9_]", sql):
            raise AssertionError(f"pgbench would take a part of this for a variable of its own: {sql}")
        types = self.types_of(sql) if values else []
        bound = {
            str(number): f"({self.links.get((name, number)) or self.expression(value)})::{kind}"
            for number, (value, kind) in enumerate(zip(values, types, strict=True), 1)}
        text = re.sub(r"\$(\d+)", lambda match: bound[match[1]], " ".join(sql.split("\n")))
        return f"{text} {self.links.get((name, 'fetch'), ';')}\n"

    def expression(self, value):
        """SQL for a value."""
        if value is None:
            return "NULL"
        pattern = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
        parts = [part for part in re.split(f"({pattern})", value) if part != ""] or [""]
        return " || ".join(self.names.get(part) or self.constant(part) for part in parts)

    def constant(self, text):
        if text == "":  # pgbench has no variable for it.
            return "''"
        return f":{self.constants.setdefault(text, f'c{len(self.constants)}')}::text"

    def types_of(self, sql):
        return self.system.database.query(f"PREPARE floor AS {sql}", TYPES).splitlines()[-1].split(",")


def capture(system, sample):
    """What the server sends for a sample, as (name, SQL, values) of each statement, and what the sample returned."""
    database, log = system.database, system.postgres_log
    set_logging(database, LOGGING)
    try:
        start = log.stat().st_size
        made = sample()
        entries = settled(log, start)
    finally:
        set_logging(database, {})
    found = [found for found in map(ENTRY.match, entries) if found and found["user"] == "muster_app"]
    processes = [entry["process"] for entry in found if EXECUTED.match(entry["text"])]
    if not processes:
        raise AssertionError(f"PostgreSQL's log {log} shows no statement of the server")
    # Others, such as the hint to workers, come on connections of their own.
    found = [entry for entry in found if entry["process"] == processes[0]]
    statements = []
    for entry, after in zip(found, [*found[1:], None]):
        if executed := EXECUTED.match(entry["text"]):
            values = after["text"] if after and after["kind"] == "DETAIL" else ""
            statements.append((executed["name"], executed["sql"], values_of(values)))
    return statements, made


def values_of(detail):
    """The values of a statement's parameters, from `parameters: $1 = 'text', $2 = NULL`."""
    found = sorted((int(number), value) for number, value in PARAMETER.findall(detail))
    return [None if value == "NULL" else value[1:-1].replace("''", "'") for _, value in found]


def set_logging(database, settings):
    """Puts settings in force, and takes back those that are not given."""
    for name in LOGGING:
        database.query(f"ALTER SYSTEM SET {name} = {settings[name]}" if name in settings else
                       f"ALTER SYSTEM RESET {name}")
    database.query("SELECT pg_reload_conf()")
    expected = settings.get("log_min_duration_statement", "-1")
    if not wait_until(lambda: database.query("SHOW log_min_duration_statement") == expected, 10):
        raise AssertionError("PostgreSQL does not take its settings anew")


def settled(log, start):
    """The entries that have been logged since, once nothing more comes."""
    sizes = []

    def is_quiet():
        sizes.append(log.stat().st_size)
        return len(sizes) > 6 and sizes[-1] == sizes[-6] and sizes[-1] > start

    wait_until(is_quiet, 10)
    with open(log, "rb") as opened:
        opened.seek(start)
        text = opened.read().decode(errors="replace")
    # Lines that begin with a tab go on with the entry before them.
    return re.sub(r"\n(?!\t)", "\u0001", text).replace("\n\t", "\n").split("\u0001")
