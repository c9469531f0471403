#!/usr/bin/env python3
"""Checks from the #include lines which room enters which: rules 1 to 3 of docs/architecture.md.

usage: check_includes.py ROOT          each violation on one line; exit 1 where there is any
       check_includes.py --self-test   feeds it violations that it must find, and exits 1 if it misses one
"""
import os
import re
import sys

# What a room may include besides itself, include/tacit and the standard library. A file's room is the longest prefix
# that matches; a source file in no room is a violation, so that a new room is entered here first.
ROOMS = {
    "include/tacit": [],
    "src/base": [],
    "src/encoder": ["src/base"],
    "src/sql": ["src/base"],
    "src/catalogue": ["src/sql", "src/base"],
    "src/engine": ["src/sql", "src/base"],
    "src/estimator": ["src/catalogue", "src/base"],
    "src/interpret": ["src/sql", "src/base"],
    "src/suggest": ["src/base"],
    "src/workload": ["src/sql", "src/base"],
    "src/generator": ["src/interpret", "src/sql", "src/base"],
    "src/report": ["src/base"],
    "analyzer": ["src/catalogue", "src/sql", "src/base"],
    "optimizer/algebra": ["src/catalogue", "src/sql", "src/base"],
    "optimizer/verdict": ["src/base"],
    "optimizer/rules": ["optimizer/algebra", "src/sql", "src/base"],
    "optimizer/enumerate": ["optimizer/algebra", "optimizer/rules", "src/sql", "src/base"],
    "optimizer/test": ["optimizer/algebra", "src/interpret", "src/engine", "src/sql", "src/base"],
    # Shares nothing with the prover: that is its use.
    "optimizer/replay": [],
    "optimizer/prove": ["optimizer/algebra", "src/sql", "src/base"],
    # One pair of queries through test and proof.
    "optimizer/decide": ["optimizer/algebra", "optimizer/verdict", "optimizer/test", "optimizer/prove", "optimizer/replay", "src/sql", "src/base"],
    # One query from its text to its proved rewrites: the place that knows every stage.
    "optimizer/rewrite": ["optimizer", "src/engine", "src/catalogue", "src/sql", "src/base"],
    "optimizer/advise": ["optimizer/algebra", "src/engine", "src/catalogue", "src/sql", "src/base"],
    # Measures the stages through their public headers.
    "optimizer/study": ["src/sql", "src/base"],
    "indexes": ["src/base", "src/encoder"],
    "indexes/measure": ["src/base", "src/encoder"],
    "indexes/memory": ["src/base"],
    "indexes/art": ["src/base", "indexes/memory"],
    "indexes/btree": ["src/base", "indexes/memory"],
    "indexes/hot": ["src/base", "indexes/memory"],
    "indexes/encoded": ["src/base", "indexes/memory"],
    "indexes/values": ["src/base", "indexes/memory"],
    "indexes/snapshot": ["src/base", "indexes/encoded"],
    "indexes/surf": ["src/base"],
    "tools": [],
    "bindings/c": [],
    "examples": [],
    "bench": ["indexes", "optimizer", "analyzer", "src"],  # what it measures
    "tests": ["indexes", "optimizer", "analyzer", "src"],
}
ROOM_FOLDERS = ["include", "src", "analyzer", "optimizer", "indexes", "tools", "bindings", "examples", "bench", "tests"]

# Third-party headers, and the only folders that may include them.
THIRD_PARTY = [
    (r"z3(\+\+|_.*)?\.h", ["optimizer/prove/z3"]),
    (r"tree_sitter/.*", ["analyzer/syntax"]),
    (r"(clang|llvm)/.*", ["analyzer/clang"]),
    (r"pg_query\.h", ["src/sql"]),
    (r"sqlite3(ext)?\.h", ["src/engine", "bindings/sqlite"]),
    (r"libpq-fe\.h", ["src/engine"]),
    (r"archive(_entry)?\.h", ["src/engine"]),
    (r"torch/.*", ["src/estimator/torch"]),
    (r"(lmdb\.h|rocksdb/.*)", ["src/store"]),
    (r"CLI/.*", ["tools"]),
    (r"kainjow/.*|mustache.*", ["src/report"]),
    (r"(gtest|gmock)/.*", ["tests"]),
    (r"benchmark/.*", ["bench"]),
    # Rivals of the index trees.
    (r"(absl|hat-trie)/.*|(Judy|marisa)\.h", ["bench/indexes"]),
    # Text that crosses our walls as JSON; values of its types do not.
    (r"nlohmann/.*", ["src", "analyzer", "optimizer", "tools", "tests", "bench"]),
]
# The system and the processor, for who talks to them.
PLATFORM = re.compile(r"(sys/[a-z]+|linux/[a-z_]+|malloc|unistd|pwd|grp|fcntl|dirent|dlfcn|pthread|signal|[a-z]*intrin|arm_[a-z]+|cpuid)\.h")
STANDARD = re.compile(r"[a-z_]+")  # <vector>, <cstdint>: C++ names have neither dot nor slash
C_STANDARD = re.compile(r"(errno|inttypes|stdbool|stddef|stdint|stdio|stdlib|string)\.h")
C_FILES = re.compile(r".*\.c|include/tacit/tacit\.h")
APPLICATIONS = os.path.join("tests", "analyzer")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)


def under(path, folder):
    return path == folder or path.startswith(folder + "/")


def room_of(path):
    return max((room for room in ROOMS if under(path, room)), key=len, default=None)


def why_not(path, header):
    """None where the file may include the header; else the reason."""
    room = room_of(path)
    if under(header, "tacit"):
        return None
    for pattern, folders in THIRD_PARTY:
        if re.fullmatch(pattern, header):
            inside = any(under(path, folder) for folder in folders)
            return None if inside else "a third-party header that belongs in " + ", ".join(folders)
    if STANDARD.fullmatch(header) or (C_FILES.fullmatch(path) and C_STANDARD.fullmatch(header)):
        return None
    if room == "include/tacit":
        return "a public header includes the standard library and tacit/ only"
    if PLATFORM.fullmatch(header):
        return None
    if any(under(header, folder) for folder in ROOM_FOLDERS):
        allowed = [room] + ROOMS[room]
        inside = room_of(header) and any(under(header, folder) for folder in allowed)
        return None if inside else f"{room} may enter {', '.join(['include/tacit'] + ROOMS[room])}"
    return "neither of the standard library nor of a library that this check knows"


def violations(path, text):
    if room_of(path) is None:
        yield f"{path}:1: is in no room that {os.path.basename(__file__)} knows: enter the new room in its table"
        return
    for match in INCLUDE.finditer(text):
        header = match.group(1) or match.group(2)
        reason = why_not(path, header)
        if reason:
            yield f"{path}:{text.count(chr(10), 0, match.start(0)) + 1}: may not include {header}: {reason}"


def sources(root):
    for folder in ROOM_FOLDERS:
        for at, folders, files in os.walk(os.path.join(root, folder)):
            folders.sort()
            if at.endswith(APPLICATIONS):
                folders.clear()  # below it stands what the analyzer is tried on, no code of ours
            for name in sorted(files):
                if name.endswith((".h", ".cc", ".c", ".cu")):
                    yield os.path.relpath(os.path.join(at, name), root)


SELF_TEST = [
    # (file, include, may it)
    ("src/base/file.cc", "<unistd.h>", True),
    ("src/base/file.cc", '"src/sql/expr.h"', False),
    ("src/sql/parse.cc", '"src/base/file.h"', True),
    ("src/sql/parse.cc", '"src/catalogue/json.h"', False),
    ("src/sql/parse.cc", "<pg_query.h>", True),
    ("src/catalogue/json.cc", "<pg_query.h>", False),
    ("src/catalogue/json.cc", "<nlohmann/json.hpp>", True),
    ("src/engine/sqlite.cc", "<sqlite3.h>", True),
    ("optimizer/test/refute.cc", "<sqlite3.h>", False),
    ("optimizer/test/refute.cc", '"optimizer/algebra/facts.h"', True),
    ("optimizer/test/refute.cc", '"optimizer/prove/prove.h"', False),
    ("optimizer/prove/z3/solver.cc", "<z3++.h>", True),
    ("optimizer/prove/prove.cc", "<z3++.h>", False),
    ("optimizer/prove/prove.cc", '"optimizer/prove/z3/solver.h"', True),
    ("optimizer/rules/joins.cc", '"optimizer/prove/prove.h"', False),
    ("optimizer/rewrite/rewriter.cc", '"optimizer/prove/prove.h"', True),
    ("optimizer/rewrite/rewriter.cc", '"analyzer/analyzer.h"', False),
    ("analyzer/rails/models.cc", '"optimizer/algebra/facts.h"', False),
    ("analyzer/rails/models.cc", "<tree_sitter/api.h>", False),
    ("analyzer/syntax/tree.cc", "<tree_sitter/api.h>", True),
    ("analyzer/rails/models.cc", '"analyzer/syntax/tree.h"', True),
    ("indexes/index.cc", '"indexes/btree/btree.h"', True),
    ("indexes/btree/btree.cc", '"indexes/art/art.h"', False),
    ("indexes/btree/btree.cc", '"indexes/memory/epochs.h"', True),
    ("indexes/hot/hot.cc", '"indexes/art/art.h"', False),
    ("indexes/hot/hot.cc", '"indexes/memory/arena.h"', True),
    ("indexes/memory/arena.cc", '"indexes/btree/btree.h"', False),
    ("indexes/encoded/cursor.cc", '"indexes/art/art.h"', False),
    ("indexes/btree/btree.cc", '"src/sql/expr.h"', False),
    ("include/tacit/index.h", '"tacit/status.h"', True),
    ("include/tacit/index.h", "<string_view>", True),
    ("include/tacit/index.h", '"src/base/file.h"', False),
    ("include/tacit/index.h", "<sqlite3.h>", False),
    ("include/tacit/index.h", "<nlohmann/json.hpp>", False),
    ("include/tacit/index.h", "<unistd.h>", False),
    ("include/tacit/index.h", "<stdint.h>", False),
    ("include/tacit/tacit.h", "<stdint.h>", True),
    ("include/tacit/tacit.h", "<vector.h>", False),
    ("examples/dictionary.c", "<stdio.h>", True),
    ("examples/dictionary.c", '"bindings/c/call.h"', False),
    ("bindings/c/dictionary.cc", '"tacit/dictionary.h"', True),
    ("bindings/c/dictionary.cc", '"bindings/c/call.h"', True),
    ("bindings/c/dictionary.cc", '"src/base/file.h"', False),
    ("bindings/python/x.cc", "<vector>", False),
    ("tools/tacit/main.cc", '"tacit/prover.h"', True),
    ("tools/tacit/main.cc", '"tools/tacit/command.h"', True),
    ("tools/tacit/main.cc", "<CLI/CLI.hpp>", True),
    ("tools/tacit/main.cc", '"src/base/file.h"', False),
    ("src/report/page.cc", "<CLI/CLI.hpp>", False),
    ("examples/prove.cc", '"src/base/file.h"', False),
    ("bench/indexes/index_bench.cc", "<benchmark/benchmark.h>", True),
    ("bench/indexes/rivals.cc", "<absl/container/btree_map.h>", True),
    ("indexes/btree/btree.cc", "<absl/container/btree_map.h>", False),
    ("src/base/file.cc", "<gtest/gtest.h>", False),
    ("tests/base/file_test.cc", '"src/base/file.h"', True),
    ("src/newroom/x.cc", "<vector>", False),
    ("src/base/file.cc", "<boost/any.hpp>", False),
    ("src/base/file.cc", '"file.h"', False),
]


def self_test():
    wrong = 0
    for path, header, allowed in SELF_TEST:
        found = list(violations(path, f"// A file.\n#include {header}\n"))
        if bool(found) == allowed:
            wrong += 1
            print(f"{path} including {header}: expected {'no violation' if allowed else 'a violation'}, found {found}")
    print(f"self-test: {len(SELF_TEST) - wrong} of {len(SELF_TEST)} right")
    return 1 if wrong else 0


def main(argv):
    if argv[1:] == ["--self-test"]:
        return self_test()
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    files = list(sources(argv[1]))
    found = []
    for path in files:
        with open(os.path.join(argv[1], path), encoding="utf-8") as f:
            found += violations(path, f.read())
    print("\n".join(found + [f"{len(files)} files, {len(found)} violations"]))
    return 1 if found or not files else 0


sys.exit(main(sys.argv))
