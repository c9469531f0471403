#!/usr/bin/env python3
"""What the rewriter makes of an application's real query log.

usage: workload.py --tool build/tacit --catalogue C.json --log LOG.jsonl[.gz] --app NAME --work DIR [--trust declared] [--cache F.proofs]

LOG holds one JSON object a line: app, sql, fingerprint. Every query of the application is rewritten on the catalogue's
constraints of at least that trust, without a database: a rewrite is one that a cost model prefers and that is proved.
Prints counts for the queries, and for their different fingerprints. Exit status: 0; 2 where it could not be run.
"""
import argparse
import collections
import gzip
import json
import os
import subprocess
import sys
import time


def read_log(path, app):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as lines:
        return [entry for entry in map(json.loads, lines) if entry["app"] == app]


def rewrite(args, entries):
    queries = os.path.join(args.work, f"{args.app}.sql")
    answer = os.path.join(args.work, f"{args.app}.rewrites.json")
    with open(queries, "w") as out:
        for entry in entries:
            out.write(entry["sql"].rstrip().rstrip(";") + ";\n")
    began = time.monotonic()
    done = subprocess.run(
        [args.tool, "rewrite", "-c", args.catalogue, "--queries", queries, "--trust", args.trust,
         "--dialect", "postgresql", "--json", "-o", answer, *(["--cache", args.cache] if args.cache else [])],
        capture_output=True, text=True)
    seconds = time.monotonic() - began
    if done.returncode not in (0, 1):
        sys.exit(f"workload: {done.stderr.strip() or 'tacit rewrite failed'}")
    with open(answer) as file:
        outcomes = json.load(file)
    if len(outcomes) != len(entries):
        sys.exit(f"workload: expected {len(entries)} outcomes, found {len(outcomes)}")
    return outcomes, seconds


def stage(outcome):
    if outcome.get("unsupported"):
        return "outside"
    counts = outcome["counts"]
    if counts["enumerated"] == 0:
        return "no rewrite"
    if counts["cheaper"] == 0:
        return "none cheaper"
    return "proved" if counts["proved"] > 0 else "not proved"


def report(name, stages):
    total = sum(stages.values())
    bound = total - stages["outside"]
    enumerated = bound - stages["no rewrite"]
    cheaper = enumerated - stages["none cheaper"]
    print(f"{name}: {total} in the log, {bound} bound, {enumerated} with a rewrite enumerated, "
          f"{cheaper} with a cheaper one, {stages['proved']} with a proved one")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("tool", "catalogue", "log", "app", "work"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--trust", default="declared")
    parser.add_argument("--cache", help="a file to keep answers in")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    entries = read_log(args.log, args.app)
    if not entries:
        sys.exit(f"workload: {args.log}: expected queries of {args.app}, found none")
    outcomes, seconds = rewrite(args, entries)
    by_query = collections.Counter(map(stage, outcomes))
    by_fingerprint = collections.Counter(
        stage(outcome) for outcome in {e["fingerprint"]: o for e, o in zip(entries, outcomes)}.values())
    report("queries", by_query)
    report("fingerprints", by_fingerprint)
    print(f"{seconds:.1f} s in all, {1000 * seconds / len(entries):.2f} ms a query")
    phases = collections.Counter()
    for outcome in outcomes:
        phases.update(outcome.get("phases", {}))
    known = sum(outcome.get("known", False) for outcome in outcomes)
    print(f"  {known} known already; " + ", ".join(f"{name[:-3]} {ms / 1000:.1f} s" for name, ms in phases.items()))
    reasons = collections.Counter(o["unsupported"].split(":")[0] for o in outcomes if o.get("unsupported"))
    for reason, count in reasons.most_common(8):
        print(f"  outside: {count} {reason}")


if __name__ == "__main__":
    main()
