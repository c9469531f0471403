#!/usr/bin/env python3
"""Checks every file of the tree for what must not be in it, and sources for their length.

usage: check_files.py ROOT [--self-test]

A source file of more than 600 lines fails unless its first comment gives the reason, as "N lines: why"; those of more than
400 are listed. Forbidden: paths of one machine, and marks of unfinished work.
"""
import os
import re
import sys

SOURCE = (".h", ".cc", ".c", ".cu", ".py", ".cmake")
TEXT = SOURCE + (".md", ".txt", ".json", ".html", ".mustache", ".rb", ".sql", ".jsonl", ".sh", ".in", ".pc")
# Spelled so that this file does not hold them.
FORBIDDEN = re.compile(
    r"(?<![\w./-])/(?:work|home|root|tmp|Users)/\w|\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!X)")
MAY_NAME_PATHS = ("tests/checks/check_files.py",)


def problems(path, text):
    lines = text.splitlines()
    if path.endswith(SOURCE) and len(lines) > 600 and not re.search(r"\b\d+ lines: ", "\n".join(lines[:12])):
        yield f"{path}: {len(lines)} lines: expected at most 600, or the reason in its first comment; split it by topic"
    if path not in MAY_NAME_PATHS:
        for number, line in enumerate(lines, 1):
            match = FORBIDDEN.search(line)
            if match:
                yield f"{path}:{number}: holds '{match.group(0)}', which belongs in no file of this tree"


def files(root):
    for at, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in (".git", "build"))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(at, name), root)
            if name.endswith(TEXT) or "." not in name:
                yield path


def self_test():
    long, reason = "int x;\n" * 601, "// A table. 602 lines: one row a pattern.\n"
    cases = [
        ("a.cc", "int x;\n", 0), ("a.cc", long, 1), ("a.cc", reason + long, 0), ("a.md", long, 0),
        ("a.cc", "// TO" "DO: later\n", 1), ("a.md", "see /ho" "me/me/file\n", 1), ("a.md", "in /tm" "p/x\n", 1),
        ("a.cc", 'mkstemp("file-XX' 'XXXX")\n', 0), ("a.md", "build/home/x and app/work/y\n", 0),
    ]
    wrong = [(path, text[:40]) for path, text, count in cases if len(list(problems(path, text))) != count]
    print(f"self-test: {len(cases) - len(wrong)} of {len(cases)} right", *wrong)
    return 1 if wrong else 0


def main(argv):
    if len(argv) == 3 and argv[2] == "--self-test":
        return self_test()
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found, count = [], 0
    for path in files(argv[1]):
        with open(os.path.join(argv[1], path), encoding="utf-8", errors="replace") as f:
            text = f.read()
        count += 1
        found += problems(path, text)
        if path.endswith(SOURCE) and text.count("\n") > 400:
            print(f"long: {path}, {text.count(chr(10))} lines")
    print("\n".join(found + [f"{count} files, {len(found)} problems"]))
    return 1 if found or not count else 0


sys.exit(main(sys.argv))
