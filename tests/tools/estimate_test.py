"""`tacit train` and `tacit estimate`: a model of a user's table, its answers, and one clear line for each kind of bad input.

usage: estimate_test.py TACIT   (run by CTest)
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(sys.argv.pop(1)).resolve()


def run(*arguments):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, timeout=300)


class Estimate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        choice = random.Random(3)
        self.rows = []
        for _ in range(20000):
            a = choice.randrange(50)
            self.rows.append((a, f"x{a * 7 % 11}" if choice.random() < 0.8 else "", choice.randrange(1000) / 4))
        self.table = self.root / "t.csv"
        self.table.write_text("a,b,c\n" + "".join(f"{a},{b},{c}\n" for a, b, c in self.rows))

    def train(self, *arguments):
        model = self.root / "t.model"
        done = run("train", "--table", self.table, "-o", model, "--json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return model, json.loads(done.stdout)

    def answer(self, model, where, *arguments):
        done = run("estimate", model, "--where", where, "--json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, b""), where)
        return json.loads(done.stdout)

    def test_all_rows_are_counted(self):
        model, report = self.train()
        self.assertEqual((report["rows"], report["columns"], report["kept_rows"], report["parameters"]), (20000, 3, 20000, 0))
        self.assertEqual(report["model_bytes"], model.stat().st_size)
        self.assertGreater(report["rows_bytes"] + report["columns_bytes"], report["model_bytes"] - 600)
        answer = self.answer(model, "a < 10 AND (b = 'x4' OR c >= 200) AND NOT c = 210")
        actual = sum(a < 10 and (b == "x4" or c >= 200) and c != 210 for a, b, c in self.rows)
        self.assertEqual((answer["estimate"], answer["low"], answer["high"]), (actual, actual, actual))
        self.assertEqual(self.answer(model, "b IS NULL")["estimate"], sum(b == "" for _, b, _ in self.rows))
        distinct = self.answer(model, "c < 50", "--distinct", "a,b")["estimate"]
        self.assertEqual(distinct, len({(a, b) for a, b, c in self.rows if c < 50}))
        text = run("estimate", model, "--where", "a = 3").stdout.decode()
        self.assertIn(f"{sum(a == 3 for a, _, _ in self.rows)} of 20000 rows, exactly", text)

    def test_a_network_estimates_a_workload(self):
        model, report = self.train("--network", "resmade", "--no-rows", "--epochs", "20", "--max-bytes", "60000")
        self.assertEqual(report["kept_rows"], 0)
        self.assertGreater(report["parameters"], 1000)
        self.assertLessEqual(report["model_bytes"], 60000)
        self.assertGreater(report["bits_per_row"], 10)
        queries = [{"id": i, "cols": ["a", "b", "c"], "ops": ["<=", "=", ">="], "vals": [a, b or "x1", c]}
                   for i, (a, b, c) in enumerate(self.rows[:200])]
        workload = self.root / "w.jsonl"
        workload.write_text("".join(json.dumps(query) + "\n" for query in queries))
        out = self.root / "r.jsonl"
        done = run("estimate", model, "--workload", workload, "-o", out)
        self.assertEqual((done.returncode, done.stderr, done.stdout), (0, b"", b""))
        answers = [json.loads(line) for line in out.read_text().splitlines()]
        self.assertEqual([answer["id"] for answer in answers], list(range(200)))
        errors = []
        for query, answer in zip(queries, answers):
            a, b, c = query["vals"]
            actual = max(1, sum(row[0] <= a and row[1] == b and row[2] >= c for row in self.rows))
            estimate = max(1, answer["estimate"])
            errors.append(max(estimate / actual, actual / estimate))
            self.assertLessEqual(answer["low"], answer["estimate"])
            self.assertLessEqual(answer["estimate"], answer["high"])
        self.assertLess(sorted(errors)[190], 2)

    def test_bad_input_is_one_line(self):
        model, _ = self.train()
        broken = self.root / "broken.model"
        broken.write_bytes(model.read_bytes()[:-10])
        bad = self.root / "bad.csv"
        bad.write_text("a,b\n1\n")
        workload = self.root / "bad.jsonl"
        workload.write_text('{"id": 1, "where": "a = 1"}\n{"id": 2, "where": "nothing = 1"}\n')
        for code, part, *arguments in [
            (3, "no column nothing", "estimate", model, "--where", "nothing = 1"),
            (3, "column a: expected a value of its type (integer), found 'x'", "estimate", model, "--where", "a = 'x'"),
            (3, "of the condition", "estimate", model, "--where", "a = ="),
            (3, "broken.model", "estimate", broken, "--where", "a = 1"),
            (3, "bad.jsonl:2: no column nothing", "estimate", model, "--workload", workload),
            (3, "No such file", "estimate", self.root / "none", "--where", "a = 1"),
            (3, "bad.csv:2: expected 2 fields, found 1", "train", "--table", bad, "-o", self.root / "m"),
            (3, "no such file", "train", "--table", self.root / "none.csv", "-o", self.root / "m"),
            (3, "no column 'z'; there are a, b, c", "train", "--table", self.table, "-o", self.root / "m", "--columns", "z"),
            (3, "a model of 1100 bytes cannot hold", "train", "--table", self.table, "-o", self.root / "m", "--max-bytes", 1100),
            (3, "CUDA", "train", "--table", self.table, "-o", self.root / "m", "--device", "cuda"),
            (2, "--where", "estimate", model),
            (2, "--samples", "estimate", model, "--where", "a = 1", "--samples"),
        ]:
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                text = done.stderr.decode()
                self.assertEqual(done.returncode, code, text)
                self.assertIn(part, text)
                if code == 3:
                    self.assertEqual(text.count("\n"), 1, text)
        self.assertFalse((self.root / "m").exists())


if __name__ == "__main__":
    unittest.main()
