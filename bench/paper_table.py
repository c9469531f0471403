#!/usr/bin/env python3
"""ConstrOpt's released extraction beside ours, against one hand-read truth, by the paper's seven kinds.

usage: paper_table.py CATALOGUE.json TRUTH.csv PEER.csv

CATALOGUE.json is what `tacit analyze` writes for the frozen sources that the peer's output was made from. A claim is one
(table, set of columns) of a kind; type columns of polymorphic references are left out of it, since the peer names the key alone.
Of ours: constraints whose source is "code" and that no other declaration implies; of the peer's: those that are not from the
database, without primary keys and has_one. Names of associations count as their key. Exact: bounds, values and expressions, where
the truth has literal ones. A NOT NULL that a format, a list, a number or a least length implies counts as true. Unsound: a claim without condition of what the code states under one, or a NOT NULL of a column for
which the code states nothing. Prints a Markdown table. Exit status: 0, or 2 on bad arguments.
"""
import collections
import csv
import json
import re
import sys

KINDS = ["Presence", "Unique", "Length", "Format", "Inclusion", "Numerical", "ForeignKey"]
OF_TRUTH = {"presence": "Presence", "uniqueness": "Unique", "length": "Length", "format": "Format", "inclusion": "Inclusion",
            "sti_type": "Inclusion", "state_machine": "Inclusion", "numericality": "Numerical", "belongs_to": "ForeignKey"}
OF_OURS = {"not_null": "Presence", "unique": "Unique", "length": "Length", "format": "Format", "one_of": "Inclusion",
           "range": "Numerical", "foreign_key": "ForeignKey"}


def columns_of(text):
    return {c for c in re.split(r"[\s,+|]+", text) if c}


def key_of(kind, columns):
    """The columns without the type column of a polymorphic reference."""
    keys = {c for c in columns if c.endswith("_id")}
    drop = {c for c in columns if c.endswith("_type") and c[:-5] + "_id" in keys}
    return frozenset(columns - drop if kind in ("Presence", "ForeignKey") else columns)


def literals(text):
    return {a or b or c for a, b, c in re.findall(r'"([^"]*)"|\'([^\']*)\'|([^\s,\[\]"\':]+)', text)}


def detail_of(text):
    return {m[0]: m[1] for m in re.findall(r"(\w+)=(\[.*?\]|/.*?/[imx]*(?=;|$)|[^;]*)", text or "")}


def bound(value):
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def bounds_of_truth(detail):
    low = detail.get("min") or detail.get("is") or detail.get("greater_than_or_equal_to") or detail.get("greater_than")
    high = detail.get("max") or detail.get("is") or detail.get("less_than_or_equal_to") or detail.get("less_than")
    return bound(low), bound(high)


def exact(kind, truth, claim):
    """Whether the claim has the truth's literal detail; None where the truth has none."""
    detail = detail_of(truth)
    if kind in ("Length", "Numerical"):
        want = bounds_of_truth(detail)
        if want == (None, None):
            return None
        return all(w is None or w == h for w, h in zip(want, (claim.get("min"), claim.get("max"))))
    if kind == "Inclusion":
        text = detail.get("in") or detail.get("values") or detail.get("classes") or ""
        return literals(text) == claim.get("values") if text.startswith("[") else None
    if kind == "Format":
        want = detail.get("with") or ""
        return want[1:want.rfind("/")] == claim.get("regex") if want.startswith("/") else None
    return None


def read_truth(path):
    truth, keys = collections.defaultdict(list), {}
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            name = re.match(r"association=:(\w+)", row["detail"])
            if row["kind"] == "belongs_to" and name:
                keys[(row["table"], name[1])] = columns_of(row["columns"])
            kind = OF_TRUTH.get(row["kind"])
            if kind and row["column_exists"] != "no":
                truth[(kind, row["table"], key_of(kind, columns_of(row["columns"])))].append(row)
    return truth, keys


def read_ours(path):
    claims = collections.defaultdict(list)
    for c in json.load(open(path, encoding="utf-8"))["constraints"]:
        kind = OF_OURS.get(c["kind"])
        if not kind or c["source"] != "code" or c.get("derived_from"):
            continue
        d = c.get("detail") or {}
        claims[(kind, c["table"], key_of(kind, set(c["columns"])))].append(
            {"min": bound(d.get("min")), "max": bound(d.get("max")), "values": {str(v) for v in d.get("values") or []},
             "regex": re.sub(r"^\(\?[imx]+\)", "", d.get("regex") or ""), "conditional": bool(c.get("condition"))})
    return claims


def read_peer(path, keys):
    claims = collections.defaultdict(list)
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            detail = detail_of(row["detail"])
            if not row["table"] or row["from_db"] == "True" or detail.get("type") in ("pk", "has_one", "polymorphic"):
                continue
            columns = set()
            for name in columns_of(row["columns"]):
                columns |= keys.get((row["table"], name), {name})
            regex = detail.get("format") or ""
            claims[(row["kind"], row["table"], key_of(row["kind"], columns))].append(
                {"min": bound(detail.get("min")), "max": bound(detail.get("max")), "values": literals(detail.get("values") or ""),
                 "regex": regex[1:regex.rfind("/")] if regex.startswith("/") else regex, "conditional": "cond" in detail})
    return claims


def implied_presences(truth):
    """The NOT NULLs that follow from rules of other kinds which NULL does not pass."""
    out = set()
    for (kind, table, columns), rows in truth.items():
        for row in rows:
            passes = "allow_nil" in row["detail"] or "allow_blank" in row["detail"]
            least = kind == "Length" and bounds_of_truth(detail_of(row["detail"]))[0]
            if not passes and not row["conditional"] and (least or kind in ("Format", "Inclusion", "Numerical")):
                out.add(("Presence", table, columns))
    return out


def score(kind, truth, claims):
    want = {k for k in truth if k[0] == kind}
    have = {k for k in claims if k[0] == kind}
    if kind == "Presence":
        have -= implied_presences(truth) - want
    hits = want & have
    verdicts = [[exact(kind, row["detail"], claim) for row in truth[k] for claim in claims[k]] for k in hits]
    judged = [v for v in verdicts if any(x is not None for x in v)]
    hidden = {k for k in hits if all(r["conditional"] for r in truth[k]) and any(not c["conditional"] for c in claims[k])}
    groundless = {k for k in have - want if kind == "Presence" and any(not c["conditional"] for c in claims[k])}
    share = lambda n, of: f"{n / of:.3f}" if of else "-"
    return (share(len(hits), len(have)), share(len(hits), len(want)), f"{sum(map(any, judged))}/{len(judged)}",
            len(hidden | groundless)), len(have), len(want), len(hits)


def main(argv):
    if len(argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    truth, keys = read_truth(argv[2])
    peer, ours = read_peer(argv[3], keys), read_ours(argv[1])
    print("| kind | truth | ConstrOpt P | R | exact | unsound | Tacit P | R | exact | unsound |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    totals = [[0, 0, 0, 0], [0, 0, 0, 0]]
    for kind in KINDS:
        cells = []
        for which, claims in enumerate((peer, ours)):
            row, have, want, hits = score(kind, truth, claims)
            totals[which] = [t + n for t, n in zip(totals[which], (have, want, hits, row[3]))]
            cells += [str(c) for c in row]
        print(f"| {kind} | {want} | " + " | ".join(cells) + " |")
    cells = []
    for have, want, hits, unsound in totals:
        cells += [f"{hits / have:.3f}", f"{hits / want:.3f}", "", str(unsound)]
    print(f"| all | {totals[0][1]} | " + " | ".join(cells) + " |")
    return 0


sys.exit(main(sys.argv))
