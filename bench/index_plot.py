#!/usr/bin/env python3
"""Draws how the index trees grow.

usage: index_plot.py OUT.svg index_bench.json...

index_bench.json: what `index_bench --made=email --count=N --schemes=none --benchmark_filter='^(load|lookup)/' --benchmark_format=json` wrote, one
for each N, named so that N is the last number in the file's name. Two panels over the number of keys: nanoseconds a look-up, bytes a key; a line for
each tree. Needs gnuplot.
"""
import collections
import json
import re
import subprocess
import sys


def read(paths):
    """{"lookup" or "load": {tree: [(keys, ns or bytes)]}}, by rising number of keys."""
    points = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in sorted(paths, key=keys_of):
        with open(path, encoding="utf-8") as f:
            for run in json.load(f)["benchmarks"]:
                work, _, tree = run["name"].split("/")[:3]
                points[work][tree].append((keys_of(path), run["bytes/key"] if work == "load" else run["real_time"]))
    return points


def keys_of(path):
    numbers = re.findall(r"\d+", path)
    if not numbers:
        raise ValueError(f"{path}: expected the number of keys in the file's name")
    return int(numbers[-1])


def script(points, out):
    lines = [f'set terminal svg size 1000,450 font "sans,12" background "white"\nset output "{out}"',
             "set multiplot layout 1,2\nset grid\nset logscale x 10\nset format x '10^{%L}'\nset xlabel 'keys'\nset key right bottom samplen 2 noenhanced"]
    for work, title, y in (("lookup", "a look-up", "set logscale y 2\nset ylabel 'ns'"),
                           ("load", "memory, keys and values included", "unset logscale y\nset yrange [0:]\nset ylabel 'bytes a key'\nset key off")):
        trees = points[work]
        plots = [f"'-' using 1:2 with linespoints pt 7 lw 1.5 lc {color} title '{tree}'" for color, tree in enumerate(trees, 1)]
        data = ["\n".join(f"{x} {value}" for x, value in of) + "\ne" for of in trees.values()]
        lines.append(f"{y}\nset title '{title}'\nplot " + ", ".join(plots) + "\n" + "\n".join(data))
    return "\n".join(lines) + "\nunset multiplot\n"


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        subprocess.run(["gnuplot"], input=script(read(sys.argv[2:]), sys.argv[1]), text=True, check=True)
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as failure:
        print(f"index_plot: {failure}", file=sys.stderr)
        return 2
    return 0


sys.exit(main())
