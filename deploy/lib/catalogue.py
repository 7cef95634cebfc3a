"""Compares the catalogues of two databases: what a schema consists of, whichever way it came about.

usage: python3 deploy/lib/catalogue.py LEFT RIGHT [--schema NAME] [--without PATTERN]

LEFT and RIGHT are addresses as psql takes them, such as postgresql:///muster. Compared are tables and views with their
options, columns (type, collation, default, nullability, place, statistics), constraints, indexes, policies, triggers,
functions (arguments, body, volatility, rights, settings), sequences, types, comments, statistics, and who may do what
with each of them. What differs is printed, a line for each: "-" is what only LEFT has, "+" what only RIGHT has.

  --schema NAME      the schema to compare; "muster" where nothing is said
  --without PATTERN  leaves out what has a name that the regular expression is found in; may be given several times

Exit codes: 0 they are the same, 1 they differ, 2 wrong usage or a database that does not answer.
"""

import argparse
import difflib
import json
import re
import subprocess
import sys

# Each yields what it is, the name of it, and everything that is to be compared. Names are written in full, since
# nothing is in the search path but pg_catalog. What belongs to an extension, or follows from something else (indexes of
# constraints, triggers of foreign keys, types of tables), is not asked for twice.
QUERIES = {
    "schema": """
        SELECT n.nspname, jsonb_build_object('owner', n.nspowner::regrole, 'grants', to_jsonb(n.nspacl::text[]))
          FROM pg_namespace n WHERE n.nspname = :'schema'
    """,
    "table": """
        SELECT c.oid::regclass::text, jsonb_build_object(
                   'kind', c.relkind, 'owner', c.relowner::regrole, 'persistence', c.relpersistence,
                   'row security', c.relrowsecurity, 'forced', c.relforcerowsecurity,
                   'grants', (SELECT jsonb_agg(a ORDER BY a) FROM unnest(c.relacl::text[]) a),
                   'partitioned by', pg_get_partkeydef(c.oid),
                   'parent', (SELECT jsonb_agg(i.inhparent::regclass) FROM pg_inherits i WHERE i.inhrelid = c.oid),
                   'bounds', pg_get_expr(c.relpartbound, c.oid),
                   'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
                   'options', (SELECT jsonb_agg(o ORDER BY o) FROM unnest(c.reloptions) o))
          FROM pg_class c WHERE c.relnamespace = to_regnamespace(:'schema') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    """,
    "column": """
        SELECT a.attrelid::regclass || '.' || a.attname, jsonb_build_object(
                   'place', (SELECT count(*) FROM pg_attribute b
                              WHERE b.attrelid = a.attrelid AND b.attnum BETWEEN 1 AND a.attnum AND NOT b.attisdropped),
                   'type', format_type(a.atttypid, a.atttypmod),
                   'collation', CASE WHEN a.attcollation <> 0 THEN a.attcollation::regcollation END,
                   'not null', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid),
                   'generated', a.attgenerated, 'identity', a.attidentity, 'storage', a.attstorage,
                   'compression', a.attcompression, 'statistics', a.attstattarget,
                   'options', (SELECT jsonb_agg(o ORDER BY o) FROM unnest(a.attoptions) o),
                   'grants', (SELECT jsonb_agg(g ORDER BY g) FROM unnest(a.attacl::text[]) g))
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace = to_regnamespace(:'schema') AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
           AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraint": """
        SELECT coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) || '.' || k.conname,
               jsonb_build_object(
                   'definition', pg_get_constraintdef(k.oid), 'validated', k.convalidated,
                   'deferrable', k.condeferrable, 'deferred', k.condeferred, 'local', k.conislocal)
          FROM pg_constraint k WHERE k.connamespace = to_regnamespace(:'schema')
    """,
    "index": """
        SELECT i.indexrelid::regclass::text, jsonb_build_object(
                   'definition', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid, 'primary', i.indisprimary,
                   'unique', i.indisunique, 'clustered', i.indisclustered, 'identity', i.indisreplident,
                   'options', to_jsonb(c.reloptions),
                   'statistics', (SELECT jsonb_agg(a.attstattarget ORDER BY a.attnum)
                                    FROM pg_attribute a WHERE a.attrelid = i.indexrelid))
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = to_regnamespace(:'schema')
    """,
    "policy": """
        SELECT p.polrelid::regclass || '.' || p.polname, jsonb_build_object(
                   'command', p.polcmd, 'permissive', p.polpermissive,
                   'roles', (SELECT jsonb_agg(r::regrole::text ORDER BY r::regrole::text) FROM unnest(p.polroles) r),
                   'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = to_regnamespace(:'schema')
    """,
    "trigger": """
        SELECT t.tgrelid::regclass || '.' || t.tgname,
               jsonb_build_object('definition', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = to_regnamespace(:'schema') AND NOT t.tgisinternal
    """,
    "rule": """
        SELECT r.ev_class::regclass || '.' || r.rulename, jsonb_build_object('definition', pg_get_ruledef(r.oid))
          FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
         WHERE c.relnamespace = to_regnamespace(:'schema') AND r.rulename <> '_RETURN'
    """,
    # The definition has the language, the volatility, what it does with NULL, whose rights it has, cost, rows, settings.
    "function": """
        SELECT p.oid::regprocedure::text, jsonb_build_object(
                   'definition', CASE WHEN p.prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(p.oid)
                                      ELSE p.prosrc END,
                   'kind', p.prokind, 'owner', p.proowner::regrole,
                   'grants', (SELECT jsonb_agg(a ORDER BY a) FROM unnest(p.proacl::text[]) a))
          FROM pg_proc p WHERE p.pronamespace = to_regnamespace(:'schema')
    """,
    "sequence": """
        SELECT s.seqrelid::regclass::text, jsonb_build_object(
                   'type', s.seqtypid::regtype, 'start', s.seqstart, 'increment', s.seqincrement, 'most', s.seqmax,
                   'least', s.seqmin, 'cache', s.seqcache, 'cycles', s.seqcycle, 'owner', c.relowner::regrole,
                   'grants', (SELECT jsonb_agg(a ORDER BY a) FROM unnest(c.relacl::text[]) a),
                   'of', (SELECT jsonb_agg(d.refobjid::regclass || '.' || a.attname) FROM pg_depend d
                            JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                           WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid))
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = to_regnamespace(:'schema')
    """,
    "type": """
        SELECT t.oid::regtype::text, jsonb_build_object(
                   'kind', t.typtype, 'owner', t.typowner::regrole, 'base', nullif(t.typbasetype, 0)::regtype,
                   'not null', t.typnotnull, 'default', t.typdefault,
                   'collation', CASE WHEN t.typcollation <> 0 THEN t.typcollation::regcollation END,
                   'labels', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder)
                                FROM pg_enum e WHERE e.enumtypid = t.oid),
                   'grants', (SELECT jsonb_agg(a ORDER BY a) FROM unnest(t.typacl::text[]) a))
          FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
         WHERE t.typnamespace = to_regnamespace(:'schema') AND t.typtype IN ('d', 'e', 'r', 'c')
           AND (c.oid IS NULL OR c.relkind = 'c')
    """,
    "statistics": """
        SELECT s.stxnamespace::regnamespace || '.' || s.stxname,
               jsonb_build_object('definition', pg_get_statisticsobjdef(s.oid), 'target', s.stxstattarget)
          FROM pg_statistic_ext s WHERE s.stxnamespace = to_regnamespace(:'schema')
    """,
    "comment": """
        SELECT pg_describe_object(d.classoid, d.objoid, d.objsubid), jsonb_build_object('text', d.description)
          FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
         WHERE c.relnamespace = to_regnamespace(:'schema')
        UNION ALL
        SELECT pg_describe_object(d.classoid, d.objoid, d.objsubid), jsonb_build_object('text', d.description)
          FROM pg_description d JOIN pg_proc p ON d.classoid = 'pg_proc'::regclass AND p.oid = d.objoid
         WHERE p.pronamespace = to_regnamespace(:'schema')
    """,
    "default privileges": """
        SELECT d.defaclrole::regrole || ' ' || coalesce(nullif(d.defaclnamespace, 0)::regnamespace::text, '*') || ' '
                   || d.defaclobjtype::text,
               jsonb_build_object('grants', to_jsonb(d.defaclacl::text[])) FROM pg_default_acl d
    """,
}


def facts(address, schema):
    """Everything that is to be compared: {(kind, name): {property: value}}."""
    script = ["SET search_path = pg_catalog;"]
    script += [f"SELECT jsonb_build_array('{kind}', q.name, q.facts)"
               f" FROM (SELECT * FROM ({query}) s) q (name, facts);" for kind, query in QUERIES.items()]
    answer = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-v", f"schema={schema}", "-d", address],
        input="\n".join(script), capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(f"{address}: {answer.stderr.strip()}")
    rows = (json.loads(line) for line in answer.stdout.splitlines())
    return {(kind, name): values for kind, name, values in rows}


def differences(left, right):
    """The lines that say what only one of them has, or has otherwise."""
    for thing in sorted(left.keys() | right.keys()):
        kind, name = thing
        if thing not in right:
            yield f"- {kind} {name}"
        elif thing not in left:
            yield f"+ {kind} {name}"
        else:
            for key in left[thing]:
                if left[thing][key] != right[thing][key]:
                    yield from changed(f"{kind} {name}, {key}", left[thing][key], right[thing][key])


def changed(what, before, after):
    """Texts of several lines line by line, all else as a whole."""
    if not (isinstance(before, str) and isinstance(after, str) and "\n" in before + after):
        yield f"- {what}: {json.dumps(before)}"
        yield f"+ {what}: {json.dumps(after)}"
        return
    yield f"! {what}"
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    yield from (f"{line[0]}     {line[1:]}" for line in lines if line[0] in "+-")


def without(found, patterns):
    return {thing: values for thing, values in found.items() if not any(p.search(thing[1]) for p in patterns)}


def main():
    parser = argparse.ArgumentParser(
        usage=__doc__.splitlines()[2].removeprefix("usage: "), description=__doc__.split("\n", 4)[4],
        formatter_class=argparse.RawDescriptionHelpFormatter)
    for side in ("left", "right"):
        parser.add_argument(side, metavar=side.upper(), help=argparse.SUPPRESS)
    parser.add_argument("--schema", default="muster", help=argparse.SUPPRESS)
    parser.add_argument("--without", action="append", default=[], type=re.compile, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    try:
        left, right = (without(facts(address, arguments.schema), arguments.without)
                       for address in (arguments.left, arguments.right))
    except (RuntimeError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    if not left and not right:
        print(f"neither database has a schema {arguments.schema}", file=sys.stderr)
        return 2
    found = list(differences(left, right))
    print("\n".join(found) or f"The same {len(left)} things.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
