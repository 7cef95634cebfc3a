"""The data that is measured with: tenants, people and groups whose names follow from a number, so that SQL, Lua and
Python can each make the name of anybody without asking. Person `n` belongs to tenant `n % tenants`.

Everything is a copy of one tenant, person and group that the real programs have made, with other names in it: nothing
here has to know how a token is digested or what is kept of a person. So one token opens every tenant.
"""

from dataclasses import dataclass

FIRST_INSTANCE = 200_001
# In the form of UUIDs, and sorted by the number behind them.
USER_PREFIX, GROUP_PREFIX = "01980000-0000-7000-8000-", "01980000-0000-7000-9000-"
NEW_USER_PREFIX = "01980000-0000-7000-a000-"

# What hangs together is copied together; looking that up for each of a million rows would only take time.
WITHOUT_TRIGGERS = "SET session_replication_role = replica"

# Each group's row says how many members it has, and a line of each person that they were in a group: where rows of
# members are written or deleted past the programs, this makes it true again.
AFTER_MEMBERS = ("""
    UPDATE muster.groups g SET member_count = c.members
      FROM (SELECT g.tenant_id, g.id, (SELECT count(*) FROM muster.group_members m
                                        WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) AS members
              FROM muster.groups g) c
     WHERE c.tenant_id = g.tenant_id AND c.id = g.id AND g.member_count <> c.members""", """
    INSERT INTO muster.user_groupings (tenant_id, user_id, changes, changed_at)
    SELECT DISTINCT tenant_id, user_id, 1, now() FROM muster.group_members ON CONFLICT DO NOTHING""")


@dataclass(frozen=True)
class Scale:
    """How much there is: one group for each tenant."""

    tenants: int = 1_000
    users: int = 100_000
    # So many people, from the first on, are members of their tenant's group.
    members: int = 10_000

    def tenant_of(self, user):
        return user % self.tenants


@dataclass(frozen=True)
class Sample:
    """The names of what the real programs have made, as they are found in its rows."""

    tenant_id: str
    instance: int
    hostname: str
    connection_id: str
    token_id: str
    key_id: str
    user_id: str
    user_name: str
    group_id: str
    group_name: str


def hostname(tenant):
    return f"cp-inst{FIRST_INSTANCE + tenant}-bench.localhost"


def user_id(number):
    return f"{USER_PREFIX}{number:012}"


def group_id(tenant):
    return f"{GROUP_PREFIX}{tenant:012}"


def user_name(number):
    return f"person{number}@bench.example"


def fill(database, sample, scale, progress):
    """Copies the sample until there is as much as the scale says."""
    database.query(f"""
        CREATE SCHEMA IF NOT EXISTS bench;
        DROP TABLE IF EXISTS bench.tenant;
        CREATE TABLE bench.tenant AS
        SELECT number, gen_random_uuid() AS id, gen_random_uuid() AS connection_id, gen_random_uuid() AS token_id,
               gen_random_uuid() AS key_id
          FROM generate_series(0, {scale.tenants - 1}) number;
        CREATE UNIQUE INDEX ON bench.tenant (number);
        ANALYZE bench.tenant""")
    each_tenant = "bench.tenant t"
    each_user = f"generate_series(0, {scale.users - 1}) n JOIN bench.tenant t ON t.number = n % {scale.tenants}"
    of_tenant = f"tenant_id = '{sample.tenant_id}'"
    of_user = f"{of_tenant} AND user_id = '{sample.user_id}'"
    for table, condition in (("tenants", f"id = '{sample.tenant_id}'"), ("hostnames", of_tenant),
                             ("connections", of_tenant), ("tokens", of_tenant), ("admissions", of_tenant),
                             ("tenant_settings", of_tenant)):
        copy(database, sample, table, condition, each_tenant)
    progress(f"{scale.tenants} tenants")
    for table, condition in (("users", f"{of_tenant} AND id = '{sample.user_id}'"), ("user_emails", of_user),
                             ("user_external_ids", of_user), ("memberships", of_user)):
        copy(database, sample, table, condition, each_user)
    progress(f"{scale.users} people")
    copy(database, sample, "keys", of_user, f"{each_user} AND n < {scale.tenants}")
    copy(database, sample, "groups", f"{of_tenant} AND id = '{sample.group_id}'", each_tenant)
    database.query(WITHOUT_TRIGGERS, f"""
        INSERT INTO muster.group_members (tenant_id, group_id, user_id)
        SELECT t.id, ('{GROUP_PREFIX}' || lpad(t.number::text, 12, '0'))::uuid,
               ('{USER_PREFIX}' || lpad(n::text, 12, '0'))::uuid
          FROM {each_user} AND n < {scale.members}""")
    database.query(*AFTER_MEMBERS, seconds=900)
    progress(f"{scale.tenants} groups with {scale.members} members")
    database.query("VACUUM ANALYZE", seconds=900)
    database.query("CHECKPOINT", seconds=900)


def copy(database, sample, table, condition, source):
    """One copy of each row of a table that fits the condition, for each row of the source."""
    changes = [(sample.tenant_id, "t.id::text"), (sample.connection_id, "t.connection_id::text"),
               (sample.token_id, "t.token_id::text"), (sample.key_id, "t.key_id::text"),
               (sample.hostname, f"'cp-inst' || ({FIRST_INSTANCE} + t.number) || '-bench.localhost'"),
               (f'"instance_number": {sample.instance}',
                f"""'"instance_number": ' || ({FIRST_INSTANCE} + t.number)"""),
               (sample.group_id, f"'{GROUP_PREFIX}' || lpad(t.number::text, 12, '0')")]
    if " n " in source:
        changes += [(sample.user_id, f"'{USER_PREFIX}' || lpad(n::text, 12, '0')"),
                    (sample.user_name.split("@")[0], "'person' || n")]
    text = "s.text"
    for old, new in changes:
        text = f"replace({text}, '{old}', {new})"
    database.query(WITHOUT_TRIGGERS, f"""
        INSERT INTO muster.{table}
        SELECT r.* FROM {source}
         CROSS JOIN (SELECT to_jsonb(x)::text AS text FROM muster.{table} x WHERE {condition}) s
         CROSS JOIN LATERAL jsonb_populate_record(null::muster.{table}, ({text})::jsonb) r""", seconds=900)
