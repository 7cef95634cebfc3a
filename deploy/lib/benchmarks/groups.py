"""What is done with one group again and again, when it has 10, 1,000 and 100,000 members: all three in one tenant, in
alternating rounds of one run."""

from . import dataset
from .dataset import Scale
from .operations import lua, member, patch
from .sizes import ROUND_SECONDS, alternate, report, rounds_in
from .system import prepare, say
from .wrk import Load

# How many members the groups have, and the number of the first of them: no two groups share one.
SIZES = {10: 100, 1_000: 1_000, 100_000: 10_000}
# Who is in no group, and comes and goes.
FIRST_NEWCOMER, NEWCOMERS = 110_000, 10_000
CLIENTS = 8
# How many times as long the largest group may take as the smallest.
TARGET_RATIO = 1.5


def run(system, seconds):
    """A report for each operation."""
    system.fill(Scale(tenants=1, users=FIRST_NEWCOMER + NEWCOMERS, members=10))
    system.stop_worker()
    fill_groups(system)
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    say(f"Each operation on groups of {sizes} members: {rounds_in(seconds)} rounds of {ROUND_SECONDS} s, {CLIENTS} clients")
    print(f"\n{'':38}{'members':>9}{'1/s':>8}{'p50':>10}{'p99':>10}{'errors':>8}{'ratio':>8}{'spread':>14}{'target':>8}")
    return [measure(system, *kind, seconds) for kind in kinds()]


def fill_groups(system):
    for size, first in SIZES.items():
        system.database.query(
            f"""INSERT INTO muster.groups (tenant_id, id, connection_id, display_name, display_name_key)
                SELECT id, '{dataset.group_id(size)}', connection_id, 'Of {size}', 'of {size}' FROM bench.tenant""",
            f"""INSERT INTO muster.group_members (tenant_id, group_id, user_id)
                SELECT t.id, '{dataset.group_id(size)}', ('{dataset.USER_PREFIX}' || lpad(n::text, 12, '0'))::uuid
                  FROM bench.tenant t, generate_series({first}, {first + size - 1}) n""", seconds=600)
    system.database.query(*dataset.AFTER_MEMBERS, "VACUUM ANALYZE", seconds=900)


def kinds():
    """Name, Lua that makes the next request for a group, and SQL that undoes what a round did."""
    come, go = lua(member("@1@")), lua(patch({"op": "remove", "path": 'members[value eq "@1@"]'}))
    read = '"/scim/v2/Groups/@GROUP@?excludedAttributes=members"'
    search = '"/scim/v2/Groups?excludedAttributes=members&filter='
    return [
        # So that a group keeps its size, whoever was added is taken out again with a later request.
        ("PATCH Groups add one member, remove one", f"""
            local come, go, added, removed = {come}, {go}, 0, 0
            function next_request()
                local goes = added - removed >= 32
                local place = goes and removed or added
                if goes then removed = removed + 1 else added = added + 1 end
                local number = {FIRST_NEWCOMER} + (place * thread_count + thread_number) % {NEWCOMERS}
                return send("PATCH", host_of(0), "/scim/v2/Groups/@GROUP@", format(goes and go or come, user_id(number)))
            end""",
         (f"DELETE FROM muster.group_members WHERE user_id >= '{dataset.user_id(FIRST_NEWCOMER)}'",
          *dataset.AFTER_MEMBERS, "VACUUM ANALYZE muster.group_members")),
        ("GET Groups/{id} without members", f"function next_request() return send('GET', host_of(0), {read}) end", ()),
        ("GET Groups?filter=members eq", f"""
            function next_request()
                local number = random(@FIRST@, @LAST@)
                return send("GET", host_of(0), {search}members+eq+%22" .. user_id(number) .. "%22")
            end""", ()),
        # How Entra ID asks whether somebody is in a group.
        ("GET Groups?filter=id eq and members eq", f"""
            function next_request()
                local number = random(@FIRST@, @LAST@)
                return send("GET", host_of(0),
                    {search}id+eq+%22@GROUP@%22+and+members+eq+%22" .. user_id(number) .. "%22")
            end""", ()),
    ]


def measure(system, name, script, reset, seconds):
    def run(size):
        load = Load(script_for(size, script), system.authorization)
        load.run(system.port, 1, CLIENTS)
        return lambda seconds: prepare(system, reset) or load.run(system.port, seconds, CLIENTS)

    return report(name, "members", alternate({size: run(size) for size in SIZES}, seconds), TARGET_RATIO)


def script_for(size, script):
    names = {"@GROUP@": dataset.group_id(size), "@FIRST@": SIZES[size], "@LAST@": SIZES[size] + size - 1}
    for name, value in names.items():
        script = script.replace(name, str(value))
    return script
