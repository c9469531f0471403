#!/usr/bin/env python3
"""Draws what dictionaries save against what they cost.

usage: encoder_plot.py OUT.svg encoder_bench.json... [--beside NAME FILE]

encoder_bench.json: what `encoder_bench FILE --entries=N --benchmark_format=json` wrote, one for each file and size. A panel for each file of
keys: the rate upwards, nanoseconds for each byte of the keys to the right, encoding in batches; a line for each scheme through its sizes.
--beside: points of something else, lines `keys scheme rate ns`, drawn open. Needs gnuplot.
"""
import argparse
import collections
import json
import subprocess
import sys

SCHEMES = ["single-char", "double-char", "3-grams", "4-grams", "alm", "alm-improved"]


def read(paths):
    """{keys: {scheme: [(ns, rate)]}}, by rising size."""
    points = collections.defaultdict(lambda: collections.defaultdict(set))
    for path in paths:
        with open(path, encoding="utf-8") as f:
            for run in json.load(f)["benchmarks"]:
                keys, scheme, work = run["name"].split("/")[:3]
                if work == "batch":
                    points[keys.removesuffix(".txt")][scheme].add((run["entries"], run["ns/byte"], run["rate"]))
    return {keys: {scheme: sorted(of) for scheme, of in schemes.items()} for keys, schemes in points.items()}


def read_beside(path):
    points = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(path, encoding="utf-8") as f:
        for line in f:
            keys, scheme, rate, ns = line.split()
            points[keys][scheme].append((0, float(ns), float(rate)))
    return points


def script(points, beside, name, out):
    lines = [f'set terminal svg size 1000,900 font "sans,12" background "white"\nset output "{out}"',
             "set multiplot layout 2,2\nset grid\nset xlabel 'ns for each byte of the key'\nset ylabel 'original / encoded bytes'",
             "set key below maxcols 4 samplen 2\nset logscale x 2"]
    for keys, schemes in points.items():
        plots, data = [], []

        def add(of, style):
            plots.append(f"'-' using 1:2 {style}")
            data.append("\n".join(f"{ns} {rate}" for _, ns, rate in of) + "\ne")

        for color, scheme in enumerate(SCHEMES, 1):
            if scheme in schemes:
                add(schemes[scheme], f"with linespoints lc {color} pt 7 lw 1.5 title '{scheme}'")
            if scheme in beside.get(keys, {}):
                add(beside[keys][scheme], f"with points lc {color} pt 6 lw 1.5 notitle")
        if beside.get(keys):
            quoted = name.replace("'", "''")
            plots.append(f"NaN with points pt 6 lc 'black' title '{quoted}'")
        lines.append(f"set title '{keys}'\nplot " + ", ".join(plots) + "\n" + "\n".join(data))
    return "\n".join(lines) + "\nunset multiplot\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("runs", nargs="+")
    parser.add_argument("--beside", nargs=2, metavar=("NAME", "FILE"), default=("", None))
    args = parser.parse_args()
    name, beside = args.beside
    try:
        text = script(read(args.runs), read_beside(beside) if beside else {}, name, args.out)
        subprocess.run(["gnuplot"], input=text, text=True, check=True)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as failure:
        print(f"encoder_plot: {failure}", file=sys.stderr)
        return 2
    return 0


sys.exit(main())
