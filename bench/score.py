#!/usr/bin/env python3
"""Scores the tool on shared data and holds the scores to the floors of bench/floors.json.

usage: score.py --tool build/tacit --shared DIR [--apps DIR] --floors bench/floors.json --work DIR [--raise]

Verdicts: `tacit prove --batch` on every suite of DIR/data/pairs, scored by DIR/tools/score_verdicts.py. Certificates: the proofs of
the suites of the floors' "certificates", recorded and followed by `tacit prove --replay`. Constraints: `tacit
analyze` on each application of the floors' "constraints" whose source lies in the --apps folder, scored by
score_constraints.py; and on each application of "truth", by bench/score_truth.py against the labels of tests/analyzer/truth. Dictionaries:
`tacit dict` on the key sets of DIR/data/keys that "keys" names with a scheme. Estimates: `tacit train` and `tacit estimate` on the tables and
workloads that "estimates" names with the flags of train. Each score below its floor is one line; a false proof always fails, unless "wrong_labels" names the pair. --raise writes what was reached into
the floors where it is better. Exit status: 0; 1 where a floor is lost; 2 where something could not be run.
"""
import argparse
import concurrent.futures
import glob
import gzip
import json
import os
import re
import subprocess
import sys
import time


class CannotRun(Exception):
    pass


def run(command, expected=(0,)):
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    if done.returncode not in expected:
        last = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CannotRun(f"{' '.join(command)}: exit status {done.returncode}: {last}")
    return done.stdout


def unpack(path, folder):
    out = os.path.join(folder, os.path.basename(path).removesuffix(".gz"))
    with gzip.open(path, "rb") as packed, open(out, "wb") as plain:
        plain.write(packed.read())
    return out


def numbers(line):
    """'proved 3/4 refuted 1/2 false proofs 0' -> {'proved': 3, 'refuted': 1, 'false proofs': 0}"""
    return {name.strip(): float(value) for name, value in re.findall(r"([a-z ]+?) (-?[0-9.]+)(?:/[0-9]+)?", line)}


def suite_of(packed):
    return re.sub(r"^pairs_|\.jsonl\.gz$", "", os.path.basename(packed))


def score_verdicts(args, wrong_labels):
    pairs = sorted(glob.glob(os.path.join(args.shared, "data/pairs/pairs_*.jsonl.gz")))
    if not pairs:
        raise CannotRun(f"{args.shared}/data/pairs: expected pairs_*.jsonl.gz, found none")
    schemas = unpack(os.path.join(args.shared, "data/pairs/schemas.jsonl.gz"), args.work)
    script = os.path.join(args.shared, "tools/score_verdicts.py")

    def score_suite(packed):
        suite = suite_of(packed)
        results = os.path.join(args.work, suite + ".results.jsonl")
        if os.path.exists(results):  # of an earlier run: it must not stand for this one
            os.remove(results)
        began = time.monotonic()
        run([args.tool, "prove", "--batch", unpack(packed, args.work), "--schemas", schemas, "-o", results], (0, 1))
        if not os.path.exists(results):
            raise CannotRun(f"{args.tool} prove --batch: expected it to write {results}, found no such file")
        lines = run([sys.executable, script, results, packed, "--show"], (0, 1)).strip().splitlines()
        return lines, time.monotonic() - began

    scores = {}
    # One suite a processor; the longest files first, so that none is left for the end.
    by_size = sorted(pairs, key=os.path.getsize, reverse=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        of_suite = dict(zip(map(suite_of, by_size), workers.map(score_suite, by_size)))
    for suite, (lines, seconds) in sorted(of_suite.items()):
        last = lines[-1]
        scores[suite] = numbers(last)
        false_proofs = [line.split()[-1] for line in lines if line.startswith("FALSE PROOF ")]
        # A label that is wrong in itself is named with its reason in the floors; it is no false proof.
        scores[suite]["false proofs"] = float(sum(pair not in wrong_labels for pair in false_proofs))
        print(f"{suite:16} {last} in {seconds:.0f} s")
    return scores


def score_certificates(args, floors):
    """Of each suite's proofs, those that `tacit prove --replay` follows from the certificate alone."""
    schemas = unpack(os.path.join(args.shared, "data/pairs/schemas.jsonl.gz"), args.work)
    scores = {}
    for suite in floors:
        folder = os.path.join(args.work, "certificates", suite)
        os.makedirs(folder, exist_ok=True)
        for old in glob.glob(os.path.join(folder, "*.json")):
            os.remove(old)
        pairs = unpack(os.path.join(args.shared, f"data/pairs/pairs_{suite}.jsonl.gz"), args.work)
        began = time.monotonic()
        run([args.tool, "prove", "--batch", pairs, "--schemas", schemas, "--certificates", folder,
             "-o", os.path.join(args.work, suite + ".certified.jsonl")], (0, 1))
        made = glob.glob(os.path.join(folder, "*.json"))

        def follows(path):
            return subprocess.run([args.tool, "prove", "--replay", path], capture_output=True, timeout=60).returncode == 0

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
            replayed = sum(workers.map(follows, made))
        scores[suite] = {"replayed": float(replayed), "not replayed": float(len(made) - replayed)}
        print(f"{suite:16} certificates {len(made)} replayed {replayed} in {time.monotonic() - began:.0f} s")
    return scores


def score_constraints(args, floors):
    script = os.path.join(args.shared, "tools/score_constraints.py")
    scores = {}
    for name, floor in floors.items():
        source = os.path.join(args.apps, name)
        if not os.path.isdir(source):
            print(f"{name:16} source absent: not scored")
            continue
        catalogue = os.path.join(args.work, name + ".catalogue.json")
        run([args.tool, "analyze", source, "-o", catalogue])
        truth = os.path.join(args.shared, "data/groundtruth", floor["groundtruth"])
        last = run([sys.executable, script, catalogue, truth]).strip().splitlines()[-1]
        scores[name] = numbers(last)
        print(f"{name:16} {last}")
    return scores


def score_truth(args, floors):
    here = os.path.dirname(os.path.abspath(__file__))
    scores = {}
    for name, floor in floors.items():
        source = os.path.join(args.apps, name)
        if not os.path.isdir(source):
            print(f"{name:16} source absent: not scored")
            continue
        catalogue = os.path.join(args.work, name + ".catalogue.json")
        command = [args.tool, "analyze", source, "--framework", floor["framework"], "-o", catalogue]
        if "compile_commands" in floor:
            command += ["-p", os.path.join(source, floor["compile_commands"])]
        run(command)
        labels = os.path.join(here, "../tests/analyzer/truth", floor["labels"])
        last = run([sys.executable, os.path.join(here, "score_truth.py"), catalogue, labels]).strip().splitlines()[-1]
        scores[name] = numbers(last)
        print(f"{name:16} {last}")
    return scores


def score_keys(args, floors):
    """Dictionaries from one key in a hundred: how much shorter all keys get, and the dictionary's size."""
    scores = {}
    for name in sorted(floors):
        keys, scheme = name.split()
        packed = os.path.join(args.shared, "data/keys", keys + ".txt.zst")
        plain = os.path.join(args.work, keys + ".txt")
        if not os.path.exists(plain):
            run(["zstd", "-qdfo", plain, packed])
        dictionary = os.path.join(args.work, "keys.dict")
        run([args.tool, "dict", "train", plain, "-o", dictionary, "--scheme", scheme, "--size", "16384", "--sample", "0.01"])
        found = json.loads(run([args.tool, "dict", "info", dictionary, "--keys", plain, "--json"]))
        scores[name] = {"rate": round(found["rate_bytes"], 3), "kibibytes": found["dictionary_bytes"] // 1024}
        print(f"{name:22} rate {scores[name]['rate']} kibibytes {scores[name]['kibibytes']}")
    return scores


def score_estimates(args, floors):
    """`tacit train` on each table, `tacit estimate` on its workload: the last line of score_estimates.py, and the model's bytes."""
    scores = {}
    for name, setting in floors.items():
        began = time.monotonic()
        table = os.path.join(args.shared, setting["table"])
        workload = os.path.join(args.shared, setting["workload"])
        if not os.path.exists(table) or not os.path.exists(workload):
            continue
        model = os.path.join(args.work, name + ".model")
        results = os.path.join(args.work, name + ".estimates.jsonl")
        report = json.loads(run([args.tool, "train", "--table", table, "-o", model, "--json", *setting["train"]]))
        run([args.tool, "estimate", model, "--workload", workload, "-o", results])
        told = run([sys.executable, os.path.join(args.shared, "tools/score_estimates.py"), results, workload])
        errors = [float(q) for q in re.search(r"^q-error 50/95/99/max: ([^ ]+)", told, re.M).group(1).split("/")]
        scores[name] = dict(zip(["q50", "q95", "q99", "qmax"], errors), model_bytes=float(report["model_bytes"]))
        print(f"{name:16} {told.splitlines()[-1]}, {report['model_bytes']} bytes in {time.monotonic() - began:.0f} s")
    return scores


def lost(floors, scores, lower_is_better):
    """Every figure of the floors that the scores do not reach."""
    for name, floor in floors.items():
        for figure, bound in floor.items():
            reached = scores.get(name, {}).get(figure)
            if not isinstance(bound, (int, float)) or (name not in scores):
                continue
            worse = reached is None or (reached > bound if figure in lower_is_better else reached < bound)
            if worse:
                yield f"{name}: {figure}: expected {'at most' if figure in lower_is_better else 'at least'} {bound}, found {reached}"


LOWER = {"false proofs", "false refutations", "absent", "unsound", "not replayed", "kibibytes", "q50", "q95", "q99", "qmax", "model_bytes"}


def raise_floors(floors, scores):
    for name, figures in scores.items():
        floor = floors.setdefault(name, {})
        for figure, value in figures.items():
            best = min if figure in LOWER else max
            value = int(value) if value == int(value) else value
            floor[figure] = best(floor[figure], value) if figure in floor else value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("tool", "shared", "floors", "work"):
        parser.add_argument("--" + flag, required=True)
    parser.add_argument("--apps", default="../apps")
    parser.add_argument("--raise", dest="raising", action="store_true")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    with open(args.floors, encoding="utf-8") as f:
        floors = json.load(f)
    try:
        verdicts = score_verdicts(args, floors["wrong_labels"])
        certificates = score_certificates(args, floors["certificates"])
        constraints = score_constraints(args, floors["constraints"])
        truth = score_truth(args, floors["truth"])
        keys = score_keys(args, floors["keys"])
        estimates = score_estimates(args, floors["estimates"])
    except (CannotRun, OSError, subprocess.TimeoutExpired) as failure:
        print(f"score: {failure}")
        return 2
    problems = list(lost(floors["verdicts"], verdicts, LOWER)) + list(lost(floors["constraints"], constraints, LOWER))
    problems += list(lost(floors["truth"], truth, LOWER)) + list(lost(floors["certificates"], certificates, LOWER))
    problems += list(lost(floors["keys"], keys, LOWER)) + list(lost(floors["estimates"], estimates, LOWER))
    problems += [f"{suite}: {int(v['false proofs'])} false proofs" for suite, v in verdicts.items() if v["false proofs"]]
    problems += [f"{suite}: has a floor but no pairs" for suite in floors["verdicts"] if suite not in verdicts]
    if args.raising:
        raise_floors(floors["verdicts"], verdicts)
        raise_floors(floors["constraints"], constraints)
        raise_floors(floors["truth"], truth)
        raise_floors(floors["certificates"], certificates)
        raise_floors(floors["keys"], keys)
        raise_floors(floors["estimates"], estimates)
        with open(args.floors, "w", encoding="utf-8") as f:
            json.dump(floors, f, indent=2)
            f.write("\n")
    for problem in problems:
        print("score: lost: " + problem)
    print(f"score: {len(verdicts)} suites, {len(constraints) + len(truth)} applications, {len(keys)} dictionaries, {len(estimates)} models, {len(problems)} floors lost")
    return 1 if problems else 0


sys.exit(main())
