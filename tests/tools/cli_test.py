"""What the tool says to its user: exit codes, one clear line for each kind of bad input, machine output.

usage: cli_test.py TACIT   (run by CTest)
"""

import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(sys.argv.pop(1)).resolve()

DDL = "CREATE TABLE r (id integer PRIMARY KEY, a integer, b integer NOT NULL);"

MODEL = """class Order < ApplicationRecord
  validates :state, inclusion: { in: %w[open closed] }
  validates :code, presence: true, length: { maximum: 8 }
end
"""

SCHEMA = """ActiveRecord::Schema[7.0].define(version: 1) do
  create_table "orders" do |t|
    t.string "state"
    t.string "code"
    t.integer "total"
  end
end
"""


def run(*arguments, **options):
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options)


class Cli(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def application(self):
        self.write("app/app/models/application_record.rb",
                   "class ApplicationRecord < ActiveRecord::Base\n  self.abstract_class = true\nend\n")
        self.write("app/app/models/order.rb", MODEL)
        self.write("app/db/schema.rb", SCHEMA)
        return self.root / "app"

    def catalogue(self):
        out = self.root / "app.catalogue.json"
        done = run("analyze", self.application(), "-o", out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def database(self, rows=()):
        path = self.root / "data.sqlite"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT, code TEXT, total INTEGER)")
            db.executemany("INSERT INTO orders (state, code) VALUES (?, ?)", rows)
        db.close()
        return f"sqlite:{path}"

    def assert_one_line(self, done, code, *words):
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_help_tells_the_story(self):
        done = run("-h")
        self.assertEqual(done.returncode, 0)
        for word in ("analyze", "check", "rewrite", "prove", "demo", "report", "generate"):
            self.assertIn(word, done.stdout)
        for command in ("analyze", "check", "rewrite", "prove", "demo", "report", "generate"):
            self.assertEqual(run(command, "-h").returncode, 0)

    def test_wrong_usage(self):
        for arguments in ([], ["nonsense"], ["analyze"], ["rewrite", "-c", "x"], ["check", "c.json"],
                          ["analyze", ".", "--framework", "cobol"]):
            self.assertEqual(run(*arguments).returncode, 2, arguments)

    def test_analyze_writes_a_catalogue(self):
        catalogue = json.loads(self.catalogue().read_text())
        self.assertEqual(catalogue["tacit_catalogue"], 1)
        found = {(c["kind"], tuple(c["columns"])): c for c in catalogue["constraints"] if c["source"] == "code"}
        self.assertEqual(found[("one_of", ("state",))]["detail"]["values"], ["open", "closed"])
        self.assertEqual(found[("length", ("code",))]["detail"]["max"], 8)
        self.assertEqual(found[("not_null", ("code",))]["evidence"][0],
                         {"file": "app/models/order.rb", "line": 3,
                          "pattern": found[("not_null", ("code",))]["evidence"][0]["pattern"]})

    def test_folder_without_application(self):
        empty = self.root / "empty"
        empty.mkdir()
        self.assert_one_line(run("analyze", empty), 3, "empty", "expected")
        self.assert_one_line(run("analyze", self.root / "absent"), 3, "absent")

    def test_syntax_error_is_reported_and_the_rest_is_read(self):
        app = self.application()
        self.write("app/app/models/broken.rb", "class Broken < ApplicationRecord\n  validates :a, (\nend\n")
        done = run("analyze", app, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("app/models/broken.rb:", done.stderr)
        tables = {c["table"] for c in json.loads(done.stdout)["constraints"] if c["source"] == "code"}
        self.assertIn("orders", tables)

    def test_migration_that_cannot_be_folded_is_reported(self):
        app = self.application()
        (app / "db/schema.rb").unlink()
        self.write("app/db/migrate/001_create_orders.rb",
                   "class CreateOrders < ActiveRecord::Migration[5.2]\n  def change\n    create_table :orders do |t|\n"
                   "      t.string :state\n      t.string :code\n    end\n  end\nend\n")
        self.write("app/db/migrate/002_rename.rb",
                   "class Rename < ActiveRecord::Migration[5.2]\n  def change\n    rename_column :absent, :a, :b\n  end\nend\n")
        done = run("analyze", app, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("db/migrate/002_rename.rb:3", done.stderr)
        self.assertEqual([t["name"] for t in json.loads(done.stdout)["tables"]], ["orders"])

    def test_sql_that_does_not_parse(self):
        schema = self.write("schema.sql", DDL)
        done = run("prove", "--schema", schema, "--left", "SELEC 1", "--right", "SELECT 1", "--json")
        self.assertEqual(done.returncode, 1, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "unknown")
        self.assertTrue(answer["reason"].startswith("parse:"), answer["reason"])

    def test_prove_says_yes_no_and_unknown(self):
        schema = self.write("schema.sql", DDL)

        def verdict(left, right):
            done = run("prove", "--schema", schema, "--left", left, "--right", right, "--json")
            return done.returncode, json.loads(done.stdout)

        code, proved = verdict("SELECT DISTINCT id FROM r", "SELECT id FROM r")
        self.assertEqual((code, proved["verdict"]), (0, "proved"), proved)
        self.assertTrue(proved["constraints_used"])
        code, refuted = verdict("SELECT DISTINCT b FROM r", "SELECT b FROM r")
        self.assertEqual((code, refuted["verdict"]), (1, "refuted"), refuted)
        self.assertGreaterEqual(len(refuted["witness"]["r"]), 2)
        code, unknown = verdict("SELECT row_number() OVER (ORDER BY a) FROM r", "SELECT a FROM r")
        self.assertEqual((code, unknown["verdict"]), (1, "unknown"), unknown)

    def test_replay(self):
        schema = self.write("schema.sql", DDL)
        done = run("prove", "--schema", schema, "--left", "SELECT DISTINCT id FROM r WHERE b IS NOT NULL", "--right",
                   "SELECT id FROM r", "--certificates", self.root)
        self.assertEqual(done.returncode, 0, done.stderr)
        proof = self.root / "1.json"
        text = proof.read_text()
        for more in ([], ["--solver", "cvc5"]):
            done = run("prove", "--replay", proof, *more)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("the proof holds", done.stdout)
            self.assertIn("r: (id) is a key", done.stdout)
        self.assert_one_line(run("prove", "--replay", proof, "--solver", "nonsense"), 3, "--solver nonsense", "expected")
        self.assert_one_line(run("prove", "--replay", self.root / "absent.json"), 3, "absent.json")
        for name, changed in {"none.json": "no JSON", "cut.json": text[:len(text) // 2], "empty.json": "{}",
                              "deep.json": "[" * 100_000,
                              "bare.json": json.dumps({"certificate": {**json.loads(text)["certificate"], "proof": None}})}.items():
            self.assert_one_line(run("prove", "--replay", self.write(name, changed)), 3, name, "certificate")
        for before, after in (("SELECT id FROM r", "SELECT a FROM r"), ('"key"', '"foreign-key"'), ("b integer NOT NULL", "b text NOT NULL")):
            tampered = text.replace(before, after)
            self.assertNotEqual(tampered, text, before)
            done = run("prove", "--replay", self.write("tampered.json", tampered))
            self.assertIn(done.returncode, (1, 3), done.stdout)
            self.assertEqual(len((done.stdout + done.stderr).strip().splitlines()), 1, done.stdout + done.stderr)

    def test_schema_that_does_not_parse(self):
        schema = self.write("schema.sql", "CREATE TABLE r (id integer PRIMARY KEY;")
        self.assert_one_line(run("prove", "--schema", schema, "--left", "SELECT 1", "--right", "SELECT 1"), 3, "schema.sql")

    def test_schema_of_a_dump(self):
        dump = pathlib.Path(__file__).resolve().parent.parent / "sql/pg_dump/application.sql"
        done = run("prove", "--schema", dump, "--left", "SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id",
                   "--right", "SELECT id FROM posts", "--json")
        self.assert_one_line(done, 0, "application.sql:", "left out")
        self.assertEqual(json.loads(done.stdout)["verdict"], "proved")
        self.write("dumped/app/models/user.rb", "class User < ApplicationRecord\nend\n")
        catalogue = self.root / "dumped.catalogue.json"
        analyzed = run("analyze", self.root / "dumped", "--framework", "rails", "--schema", dump, "-o", catalogue)
        self.assertEqual(analyzed.returncode, 0, analyzed.stderr)
        rewritten = run("rewrite", "-c", catalogue, "--sql", "SELECT DISTINCT id, login FROM users", "--json")
        self.assertEqual(rewritten.returncode, 0, rewritten.stderr)
        self.assertEqual(json.loads(rewritten.stdout)[0]["rewrites"][0]["sql"], "SELECT id, login FROM users")

    def test_newer_catalogue(self):
        path = self.write("new.json", '{"tacit_catalogue": 99}')
        self.assert_one_line(run("rewrite", "-c", path, "--sql", "SELECT 1"), 3, "new.json", "99")

    def test_broken_catalogue_names_line_and_column(self):
        path = self.write("broken.json", '{\n  "tacit_catalogue": 1,\n  "tables": 7\n}')
        self.assert_one_line(run("check", path, "--db", self.database()), 3, "broken.json:3:")

    def test_check_finds_violations(self):
        catalogue = self.catalogue()
        good = run("check", catalogue, "--db", self.database([("open", "a"), ("closed", "b")]))
        self.assertEqual(good.returncode, 0, good.stdout + good.stderr)
        bad = run("check", catalogue, "--db", self.database_with_violation(), "--json")
        self.assertEqual(bad.returncode, 1, bad.stderr)
        results = {c["id"]: c for c in json.loads(bad.stdout)}
        violated = [c for c in results.values() if c["result"] == "violated"]
        self.assertTrue(any(c["columns"] == ["state"] and c["violations"] == 1 for c in violated), violated)

    def database_with_violation(self):
        (self.root / "data.sqlite").unlink(missing_ok=True)
        return self.database([("open", "a"), ("odd", "b")])

    def test_database_without_the_tables(self):
        path = self.root / "other.sqlite"
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE unrelated (x)")
        db.close()
        done = run("check", self.catalogue(), "--db", f"sqlite:{path}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("unknown", done.stdout)
        self.assertIn("orders", done.stdout)

    def test_databases_that_cannot_be_opened(self):
        catalogue = self.catalogue()
        self.assert_one_line(run("check", catalogue, "--db", f"sqlite:{self.root}/absent.sqlite"), 3, "absent.sqlite")
        text = self.write("text.sqlite", "this is no database, but it is long enough to be read as one\n" * 50)
        self.assert_one_line(run("check", catalogue, "--db", f"sqlite:{text}"), 3, "text.sqlite")
        self.assert_one_line(run("check", catalogue, "--db", "oracle:x"), 3, "oracle:x")
        # A build without PostgreSQL names its option, one with it the server that does not answer.
        nowhere = run("check", catalogue, "--db", "postgresql://me:secret@/x?host=/nowhere")
        self.assert_one_line(nowhere, 3)
        self.assertRegex(nowhere.stderr, "TACIT_WITH_POSTGRES|/nowhere")
        self.assertNotIn("secret", nowhere.stderr)
        (self.root / "data.sqlite").unlink(missing_ok=True)
        sqlite = run("check", catalogue, "--db", self.database(), "--rollback", self.root / "r.sql")
        self.assert_one_line(sqlite, 3, "PostgreSQL")

    def test_rewrite_rests_on_the_trust_asked_for(self):
        catalogue = self.catalogue()
        sql = "SELECT id FROM orders WHERE state = 'nowhere'"
        enforced = run("rewrite", "-c", catalogue, "--sql", sql, "--json")
        self.assertEqual(enforced.returncode, 1, enforced.stderr)
        self.assertEqual(json.loads(enforced.stdout)[0]["rewrites"], [])
        declared = run("rewrite", "-c", catalogue, "--sql", sql, "--trust", "declared", "--json")
        self.assertEqual(declared.returncode, 0, declared.stderr)
        best = json.loads(declared.stdout)[0]["rewrites"][0]
        self.assertIn("FALSE", best["sql"].upper())
        self.assertEqual(best["constraints_used"][0]["evidence"][0]["line"], 2)

    def test_rewrite_keeps_its_answers(self):
        catalogue, proofs = self.catalogue(), self.root / "orders.proofs"
        asked = ["rewrite", "-c", catalogue, "--sql", "SELECT DISTINCT id FROM orders", "--json", "--cache", proofs]
        cold, warm = run(*asked), run(*asked)
        for done, known in (cold, False), (warm, True):
            self.assertEqual(done.returncode, 0, done.stderr)
            answer = json.loads(done.stdout)[0]
            self.assertEqual(answer["known"], known)
            self.assertEqual(answer["rewrites"][0]["sql"], "SELECT id FROM orders")
        self.assertEqual(run(*asked, "--trust", "declared").returncode, 0)
        proofs.write_bytes(proofs.read_bytes()[:-1])
        self.assert_one_line(run(*asked), 3, "orders.proofs", "delete the file")
        proofs.write_bytes(b"tacitprf\x09\0\0\0")
        self.assert_one_line(run(*asked), 3, "orders.proofs", "version", "found 9")

    def test_rewrite_reads_logs_and_suggests_changes(self):
        catalogue, root = self.catalogue(), self.root / "app"
        self.write("app/app/models/report.rb", "class Report\n  def open\n    Order.select(:id).distinct.to_a\n  end\nend\n")
        log = self.write("development.log",
                         "  Order Load (0.1ms)  SELECT total FROM orders WHERE id = $1  [[\"id\", 3]]\n"
                         "  Order Load (2.5ms)  SELECT DISTINCT id FROM orders\n"
                         "  \u21b3 app/models/report.rb:3:in `open'\n"
                         "  Order Load (2.5ms)  SELECT DISTINCT id FROM orders\n"
                         "  \u21b3 app/models/report.rb:3:in `open'\n"
                         "  TRANSACTION (0.1ms)  BEGIN\n")
        done = run("rewrite", "-c", catalogue, "--queries", log, "--app", root, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("skipped 1 BEGIN", done.stderr)
        heavy, light = json.loads(done.stdout)
        self.assertEqual(heavy["workload"]["calls"], 2)
        self.assertEqual(heavy["workload"]["ms"], 5.0)
        self.assertEqual(light["sql"], "SELECT total FROM orders WHERE id = 3")
        self.assertIsNone(light["suggestion"])
        suggestion = heavy["suggestion"]
        self.assertEqual((suggestion["file"], suggestion["line"]), ("app/models/report.rb", 3))
        applied = subprocess.run(["git", "apply", "--check", "-"], input=suggestion["diff"], text=True, cwd=root,
                                 capture_output=True)
        self.assertEqual(applied.returncode, 0, applied.stderr)
        text = run("rewrite", "-c", catalogue, "--queries", log, "--format", "rails-log")
        self.assertIn("from app/models/report.rb:3, 2 calls, 5.00 ms in all", text.stdout)
        self.assertIn("drop `.distinct`", text.stdout)
        forced = run("rewrite", "-c", catalogue, "--queries", log, "--format", "pg-stat-statements")
        self.assert_one_line(forced, 3, "development.log", "pg-stat-statements", "--format")

    def test_rewrite_does_not_rest_on_what_the_database_lacks(self):
        path = self.catalogue()
        claimed = json.loads(path.read_text())
        for constraint in claimed["constraints"]:
            constraint.update(trust="enforced", soundness="A")
        path.write_text(json.dumps(claimed))
        sql = "SELECT id FROM orders WHERE state = 'nowhere'"
        unseen = run("rewrite", "-c", path, "--sql", sql, "--dialect", "sqlite")
        self.assertEqual(unseen.returncode, 0, unseen.stderr)
        beside = run("rewrite", "-c", path, "--sql", sql, "--db", self.database([("open", "a")]), "--json")
        self.assert_one_line(beside, 1, "does not enforce")
        self.assertEqual(json.loads(beside.stdout)[0]["rewrites"], [])

    def test_analyze_takes_the_schema_of_a_database(self):
        done = run("analyze", self.application(), "--schema", self.database(), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        columns = [c["name"] for t in json.loads(done.stdout)["tables"] for c in t["columns"]]
        self.assertEqual(columns, ["id", "state", "code", "total"])
        absent = run("analyze", self.application(), "--schema", f"sqlite:{self.root}/absent.sqlite")
        self.assert_one_line(absent, 3, "absent.sqlite")

    def test_guards_name_the_line_that_asks(self):
        queries = self.write("queries.sql", "-- app/models/order.rb:7 by state\n"
                             "SELECT id FROM orders WHERE state = $1;\nSELECT count(*) FROM orders WHERE state = $1;\n")
        arguments = ["rewrite", "-c", self.catalogue(), "--queries", queries, "--trust", "declared", "--guards"]
        text = run(*arguments)
        self.assertEqual(text.returncode, 1, text.stderr)
        self.assertIn("app/models/order.rb:7", text.stdout)
        found, none = json.loads(run(*arguments, "--json").stdout)
        self.assertEqual(found["source"], {"file": "app/models/order.rb", "line": 7})
        guard = found["guards"][0]
        self.assertEqual(guard["column"], "orders.state")
        self.assertIn("$1 IN (", guard["predicate"])
        self.assertEqual(guard["constraints_used"][0]["evidence"][0]["line"], 2)
        self.assertNotIn("guards", none)

    def test_rules_are_a_page_and_json(self):
        page = run("rules")
        self.assertEqual(page.returncode, 0, page.stderr)
        book = json.loads(run("rules", "--json").stdout)
        self.assertGreater(len(book["rules"]), 40)
        for rule in book["rules"]:
            self.assertIn(f"### {rule['name']}\n", page.stdout)
            self.assertIn(rule["near_miss"]["after"], page.stdout)
        schema = self.write("rules.sql", book["schema"])
        example = book["rules"][0]["example"]
        proved = run("prove", "--schema", schema, "--left", example["before"], "--right", example["after"])
        self.assertEqual(proved.returncode, 0, proved.stderr)

    def test_query_file_without_queries(self):
        empty = self.write("empty.sql", "-- nothing here\n")
        self.assert_one_line(run("rewrite", "-c", self.catalogue(), "--queries", empty), 3, "empty.sql")

    def test_demo_on_a_small_application(self):
        queries = self.write("queries.sql",
                             "-- app/models/order.rb:1 by key\nSELECT DISTINCT orders.* FROM orders WHERE state = 'open';\n")
        done = run("demo", self.application(), "--queries", queries, "--rows", 2000, "--folder", self.root / "out")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("report.html", done.stdout)
        study = json.loads((self.root / "out/study.json").read_text())
        self.assertEqual(study["totals"]["queries"], 1)
        self.assertEqual(study["totals"]["proved_on_installed"], 1)
        self.assertIn("<h1>", (self.root / "out/report.html").read_text())
        drawn = run("report", self.root / "out/study.json", "-o", self.root / "again.html")
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertEqual((self.root / "again.html").read_text(), (self.root / "out/report.html").read_text())

    def test_generate_is_deterministic_and_satisfies_the_catalogue(self):
        catalogue = self.catalogue()
        texts = []
        for name in ("one.sqlite", "two.sqlite"):
            done = run("generate", catalogue, "--db", f"sqlite:{self.root}/{name}", "--rows", 500, "--seed", 3)
            self.assertEqual(done.returncode, 0, done.stderr)
            db = sqlite3.connect(self.root / name)
            texts.append("\n".join(db.iterdump()))
            db.close()
        self.assertEqual(texts[0], texts[1])
        self.assertEqual(run("check", catalogue, "--db", f"sqlite:{self.root}/one.sqlite").returncode, 0)
        again = run("generate", catalogue, "--db", f"sqlite:{self.root}/one.sqlite", "--rows", 500)
        self.assert_one_line(again, 3, "one.sqlite")


if __name__ == "__main__":
    unittest.main()
