"""`tacit index`: the table and its JSON for a user's keys, and one clear line for each kind of bad input.

usage: index_test.py TACIT   (run by CTest)
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(sys.argv.pop(1)).resolve()

MEMBERS = ["tree", "scheme", "keys", "insert_ns", "lookup_ns", "scan50_ns", "bytes_per_key", "key_bytes_per_key", "misses",
           "recommended"]


def run(*arguments, stdin=b""):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, input=stdin, timeout=300)


class Index(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def keys(self, count=3000):
        choice = random.Random(7)
        path = self.root / "keys.txt"
        path.write_text("".join(f"com.example{choice.randrange(50)}@user{i}\n" for i in range(count)))
        return path

    def rows(self, *arguments, **options):
        done = run("index", *arguments, "--json", **options)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return json.loads(done.stdout)

    def assert_one_line(self, done, code, *words):
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.decode().strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_every_tree_plain_and_encoded(self):
        rows = self.rows(self.keys())
        self.assertEqual(len({row["tree"] for row in rows}) * 3, len(rows))
        self.assertEqual({row["scheme"] for row in rows}, {"none", "double-char", "3-grams"})
        self.assertEqual([row["recommended"] for row in rows].count(True), 1)
        plain = {row["key_bytes_per_key"] for row in rows if row["scheme"] == "none"}
        self.assertEqual(len(plain), 1)
        for row in rows:
            self.assertEqual(list(row), MEMBERS)
            self.assertEqual(row["keys"], 3000)
            for member in ("insert_ns", "lookup_ns"):
                self.assertGreater(row[member], 0)
            if row["tree"] == "surf":  # a filter: nothing to scan, and no map to recommend
                self.assertEqual((row["scan50_ns"], row["recommended"]), (None, False))
                continue
            self.assertGreater(row["scan50_ns"], 0)
            if row["scheme"] != "none":
                self.assertLess(row["key_bytes_per_key"], min(plain))
            self.assertGreater(row["bytes_per_key"], 8)

    def test_one_tree_with_a_dictionary_of_ones_own(self):
        dictionary = self.root / "d.dict"
        keys = self.keys()
        self.assertEqual(run("dict", "train", keys, "-o", dictionary, "--scheme", "single-char").returncode, 0)
        rows = self.rows(keys, "--tree", "btree", "--dict", dictionary, "--keys", 1000)
        self.assertEqual([(row["tree"], row["scheme"], row["keys"]) for row in rows],
                         [("btree", "none", 1000), ("btree", "single-char", 1000)])

    def test_the_same_key_several_times_counts_once(self):
        rows = self.rows("-", "--tree", "art", stdin=b"b\na\nb\n\xff\x00\n")
        self.assertEqual([row["keys"] for row in rows], [3, 3, 3])

    def test_one_key_which_is_empty(self):
        rows = self.rows("-", stdin=b"\n")
        self.assertEqual({row["scheme"] for row in rows}, {"none"})

    def test_the_table_for_people(self):
        done = run("index", self.keys(), "--tree", "prefix-btree")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("recommended: prefix-btree", done.stdout.decode())
        self.assertIn("3000 of 3000 keys", done.stdout.decode())

    def test_bad_input(self):
        empty = self.root / "empty"
        empty.write_bytes(b"")
        self.assert_one_line(run("index", empty), 3, "empty", "expected keys")
        self.assert_one_line(run("index", self.root / "absent"), 3, "absent")
        self.assert_one_line(run("index", self.root), 3, str(self.root))
        self.assert_one_line(run("index", "-", "--hex", stdin=b"00\n0g\n"), 3, "standard input:2")
        self.assert_one_line(run("index", self.keys(), "--dict", self.keys()), 3, "keys.txt")
        self.assertEqual(run("index", self.keys(), "--tree", "oak").returncode, 2)
        self.assertEqual(run("index", self.keys(), "--keys", "0").returncode, 2)


if __name__ == "__main__":
    unittest.main()
