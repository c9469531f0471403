#!/usr/bin/env python3
"""Scores a catalogue written by `tacit analyze` against hand labels of tests/analyzer/truth.

usage: score_truth.py CATALOGUE.json TRUTH.csv [--show]

Declared: constraints whose `source` is "code" and that have no `derived_from`, against every kind of label but the two
below; a match is the same (table, set of columns, kind). inferred_unique: the tables and columns of the hints
`check_then_act` and `assumes_one`; a key that the code declares as well counts as inferred only where it is labelled so.
inferred_not_null: those of the hints `assumes_not_null`. Prints each kind, then the summary line. Exit status: 0, or 2 on bad input.
"""
import collections
import csv
import json
import re
import sys

KINDS = {"presence": "not_null", "uniqueness": "unique", "length": "length", "inclusion": "one_of", "exclusion": "none_of",
         "format": "format", "numericality": "range", "belongs_to": "foreign_key", "check": "check"}
HINTS = {"inferred_unique": ("check_then_act", "assumes_one"), "inferred_not_null": ("assumes_not_null",)}


def load_truth(path):
    declared, inferred = {}, collections.defaultdict(set)
    with open(path, encoding="utf-8", newline="") as f:
        for number, row in enumerate(csv.DictReader(f), 2):
            if row["column_exists"] == "no":
                continue
            columns = frozenset(c for c in re.split(r"[\s,+|]+", row["columns"]) if c)
            if row["kind"] in KINDS:
                declared[(row["table"], columns, KINDS[row["kind"]])] = row
            elif row["kind"] in HINTS:
                inferred[row["kind"]].add((row["table"], columns))
            else:
                sys.exit(f"{path}:{number}: expected a kind of the README, found '{row['kind']}'")
    return declared, inferred


def literals(text):
    """The literals of '["a", 1]', as text."""
    return {a or b or c for a, b, c in re.findall(r'"([^"]*)"|\'([^\']*)\'|([^\s,\[\]"\']+)', text)}


def detail_of(text):
    found = re.findall(r"(\w+)=(\[.*?\]|/.*/|[^;]*)", text or "")
    return dict(found)


def exact(row, constraint):
    """Whether the detail is the label's; None where the label has none that can be compared."""
    want, have = detail_of(row["detail"]), constraint.get("detail") or {}
    same = lambda a, b: a is None or (b is not None and float(a) == float(b))
    try:
        if row["kind"] == "length":
            low, high = want.get("min", want.get("is")), want.get("max", want.get("is"))
            return same(low, have.get("min")) and same(high, have.get("max")) if low or high else None
        if row["kind"] == "numericality":
            low = want.get("greater_than_or_equal_to", want.get("greater_than"))
            high = want.get("less_than_or_equal_to", want.get("less_than"))
            return same(low, have.get("min")) and same(high, have.get("max")) if low or high else None
        if row["kind"] in ("inclusion", "exclusion"):
            if not want.get("in", "").startswith("["):
                return None
            values = {str(v).lower() if isinstance(v, bool) else str(v) for v in have.get("values", [])}
            return values == literals(want["in"])
        if row["kind"] == "belongs_to":
            return want["references"] == have.get("ref_table") if "references" in want else None
    except ValueError:
        return None
    return None


def main(argv):
    if len(argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    with open(argv[1], encoding="utf-8") as f:
        catalogue = json.load(f)
    declared, inferred = load_truth(argv[2])
    found = collections.defaultdict(list)
    for c in catalogue["constraints"]:
        if c["source"] == "code" and not c.get("derived_from"):
            found[(c["table"], frozenset(c["columns"]), c["kind"])].append(c)
    tally = collections.defaultdict(collections.Counter)
    lines = []
    for key, row in declared.items():
        t = tally[key[2]]
        t["truth"] += 1
        if key not in found:
            lines.append(f"missing  {key[2]:12} {key[0]} ({', '.join(sorted(key[1]))})  {row['file']}:{row['line']}")
            continue
        t["hit"] += 1
        verdicts = [exact(row, c) for c in found[key]]
        if any(v is not None for v in verdicts):
            t["detail"] += 1
            t["exact"] += any(verdicts)
            if not any(verdicts):
                lines.append(f"inexact  {key[2]:12} {key[0]} ({', '.join(sorted(key[1]))})  {row['detail']}")
        if row["conditional"] and any(not c.get("condition") and c["soundness"] in "AB" for c in found[key]):
            t["unsound"] += 1
            lines.append(f"unsound  {key[2]:12} {key[0]} ({', '.join(sorted(key[1]))})  only: {row['conditional']}")
    for key, constraints in found.items():
        tally[key[2]]["found"] += 1
        if key not in declared:
            place = constraints[0]["evidence"][0] if constraints[0]["evidence"] else {"file": "?", "line": 0}
            lines.append(f"extra    {key[2]:12} {key[0]} ({', '.join(sorted(key[1]))})  {place['file']}:{place['line']}")
    total = collections.Counter()
    for t in tally.values():
        total.update(t)
    keys = {(table, columns) for table, columns, kind in declared if kind == "unique"}
    for kind, hints in HINTS.items():
        # An identifier's own key is a lookup, not a finding, unless it is labelled.
        primary = {(t["name"], frozenset(t.get("primary_key") or [])) for t in catalogue["tables"]}
        have = {(h["table"], frozenset(h["columns"])) for h in catalogue.get("hints", []) if h["kind"] in hints}
        truth = inferred[kind]
        have -= primary - truth
        if not truth and not have:
            continue
        if kind == "inferred_unique":
            have -= keys - truth
        tally[kind].update(truth=len(truth), found=len(have), hit=len(truth & have))
        lines += [f"missing  {kind:12} {t} ({', '.join(sorted(c))})" for t, c in truth - have]
        lines += [f"extra    {kind:12} {t} ({', '.join(sorted(c))})" for t, c in have - truth]

    def ratios(t):
        p = t["hit"] / t["found"] if t["found"] else 0.0
        r = t["hit"] / t["truth"] if t["truth"] else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    print(f"{'kind':18} {'truth':>6} {'found':>6} {'P':>6} {'R':>6} {'F1':>6} {'exact':>8}")
    for kind in sorted(tally):
        t = tally[kind]
        print("%-18s %6d %6d %6.3f %6.3f %6.3f %4d/%-3d" % (kind, t["truth"], t["found"], *ratios(t), t["exact"], t["detail"]))
    if "--show" in argv:
        print("\n".join(sorted(lines)))
    p, r, f1 = ratios(total)
    detail = total["exact"] / total["detail"] if total["detail"] else 0.0
    summary = f"declared precision {p:.3f} recall {r:.3f} f {f1:.3f} exact {detail:.3f} unsound {total['unsound']}"
    if inferred["inferred_unique"]:
        p, r, _ = ratios(tally["inferred_unique"])
        summary += f" inferred precision {p:.3f} inferred recall {r:.3f}"
    print(summary)
    return 0


sys.exit(main(sys.argv))
