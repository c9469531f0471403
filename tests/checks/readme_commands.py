#!/usr/bin/env python3
"""Runs the commands that a page shows, so that a reader's paste works. usage: readme_commands.py PAGE.md

A command is a line that begins with "$ " in a ```console block; the lines under it are what it prints, and must be found in
its output in that order, where "..." stands for whatever comes between and figures may differ. Commands run in the repository root,
with the tool on the PATH. ./demo and ./check are steps of ./check themselves and are not run again.
"""
import os
import re
import subprocess
import sys


def examples(text):
    """(line number, command, expected lines) for each command of the console blocks."""
    for block in re.finditer(r"^```console\n(.*?)^```", text, re.M | re.S):
        line = text.count("\n", 0, block.start(1)) + 1
        command, at, expected = None, 0, []
        for number, row in enumerate(block.group(1).splitlines(), line):
            if row.startswith("$ "):
                if command:
                    yield at, command, expected
                command, at, expected = row[2:], number, []
            elif row.strip():
                expected.append(row)
        if command:
            yield at, command, expected


def normal(line):
    """Figures and the width of columns do not count."""
    return " ".join(re.sub(r"\d+([.,]\d+)*", "0", line).split())


def first_missing(expected, output):
    """The first expected line that the output lacks, in order; else None."""
    rows = iter([normal(row) for row in output.splitlines()])
    for line in expected:
        if line.strip() == "...":
            continue
        if not any(normal(line) == row for row in rows):
            return line
    return None


def main(argv):
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    with open(argv[1], encoding="utf-8") as f:
        text = f.read()
    environment = dict(os.environ, PATH=os.path.abspath("build") + os.pathsep + os.environ["PATH"])
    ran, failed = 0, 0
    for line, command, expected in examples(text):
        if re.match(r"(\./demo|\./check|git clone|cd )", command):
            continue
        ran += 1
        done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, timeout=300)
        missing = first_missing(expected, done.stdout + done.stderr)
        # 1 is an answer: "no".
        if done.returncode not in (0, 1) or missing is not None:
            failed += 1
            print(f"{argv[1]}:{line}: error: {command}\n  exit status {done.returncode}; expected to find: {missing}\n"
                  f"  it printed:\n{done.stdout}{done.stderr}")
    print(f"{ran} commands, {failed} failed")
    return 1 if failed or not ran else 0


sys.exit(main(sys.argv))
