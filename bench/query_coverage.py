#!/usr/bin/env python3
"""How many of the queries that an application really sent are found in its source.

usage: query_coverage.py --tool build/tacit --shapes build/query_shapes --app DIR --log LOG.jsonl[.gz] --name NAME
                         --work DIR [--missing FILE]

LOG holds one JSON object a line: app, sql. Two queries are the same where their shapes are: query_shapes.cc says
what a shape is. Beside that, a list of columns that ActiveRecord numbered for eager loading (t0_r0, t0_r1, ...) is
`t.*`, since the table may have had other columns at the time of the log. The share is over the different shapes of
the log; queries of the log that do not bind to the schema of the source count as not found. The other direction,
the share of the found shapes that the log has, says what the log's run exercised, not what is right.
Exit status: 0; 2 where it could not be run.
"""
import argparse
import collections
import gzip
import json
import os
import re
import subprocess
import sys
import time

NUMBERED = re.compile(r'("?\w+"?)\."?\w+"? AS t(\d+)_r\d+(?:, (?:"?\w+"?)\."?\w+"? AS t\2_r\d+)*')


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"query_coverage: {done.stderr.strip() or command[0] + ' failed'}")
    return done.stdout


def normal(sql):
    return NUMBERED.sub(r"\1.*", sql.strip().rstrip(";"))


def shapes_of(args, queries, name):
    path = os.path.join(args.work, name)
    with open(path, "w") as out:
        for sql in queries:
            out.write(normal(sql) + ";\n")
    lines = run(args.shapes, os.path.join(args.work, "app.catalogue.json"), path).splitlines()
    if len(lines) != len(queries):
        sys.exit(f"query_coverage: {path}: expected {len(queries)} shapes, found {len(lines)}")
    return lines


def read_log(path, app):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as lines:
        return [entry["sql"] for entry in map(json.loads, lines) if entry["app"] == app]


def read_found(path):
    """(place, note, sql) of each query of a query file."""
    found, place = [], ""
    with open(path) as file:
        for line in file:
            if line.startswith("-- "):
                place = line[3:].strip()
            elif line.strip().endswith(";"):
                found.append((place, line.strip().rstrip(";")))
    return found


def kind_of(sql):
    """What a query that was not found is like."""
    table = re.search(r'FROM "?(\w+)', sql)
    marks = [mark for mark, text in (
        ("custom values", "custom_values"), ("numbered columns", "AS t0_r0"), ("GROUP BY", "GROUP BY"),
        ("sub-query of visible projects", "SELECT project_id FROM members"), ("EXISTS", "EXISTS"),
        ("IS NOT NULL of a sub-query", ") IS NOT NULL")) if text in sql]
    return (table.group(1) if table else "?") + (": " + ", ".join(marks) if marks else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("tool", "shapes", "app", "log", "name", "work"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--missing", help="where the log's queries that were not found go")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    sources = os.path.join(args.work, "found.sql")
    began = time.monotonic()
    run(args.tool, "analyze", args.app, "-o", os.path.join(args.work, "app.catalogue.json"), "--queries", sources)
    seconds = time.monotonic() - began
    found = read_found(sources)
    found_shapes = shapes_of(args, [sql for _, sql in found], "found.normal.sql")
    log = read_log(args.log, args.name)
    if not log:
        sys.exit(f"query_coverage: {args.log}: expected queries of {args.name}, found none")
    log_shapes = shapes_of(args, log, "log.normal.sql")

    known = set(found_shapes)
    wanted, unbound, sent = {}, collections.Counter(), collections.Counter()
    for sql, shape in zip(log, log_shapes):
        if shape.startswith("-"):
            unbound[shape] += 1
            shape = "- " + re.sub(r"'[^']*'|\d+", "?", normal(sql))
        wanted.setdefault(shape, sql)
        sent[shape] += 1
    covered = [shape for shape in wanted if shape in known]
    statements = sum(sent[shape] for shape in covered)
    print(f"found in the source: {len(found)} queries, {len(known)} shapes, in {seconds:.1f} s")
    print(f"the log: {len(log)} queries, {len(wanted)} shapes ({sum(s.startswith('-') for s in wanted)} do not bind)")
    print(f"covered: {len(covered)} of {len(wanted)} shapes ({100 * len(covered) / len(wanted):.1f} %), "
          f"{statements} of {len(log)} queries ({100 * statements / len(log):.1f} %)")
    print(f"of the found shapes {len(covered)} of {len(known)} are in the log")
    missing = [(sent[shape], sql) for shape, sql in wanted.items() if shape not in known]
    print("not found, by what they are like:")
    for kind, count in collections.Counter(kind_of(sql) for _, sql in missing).most_common(14):
        print(f"  {count:4} {kind}")
    for reason, count in unbound.most_common(4):
        print(f"  does not bind: {count} {reason[2:120]}")
    if args.missing:
        with open(args.missing, "w") as out:
            for count, sql in sorted(missing, key=lambda entry: (-entry[0], entry[1])):
                out.write(f"-- {count} times\n{normal(sql)};\n")


if __name__ == "__main__":
    main()
