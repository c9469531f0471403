"""What `tacit analyze --format sarif` writes is valid by the schema of SARIF 2.1.0, for every test application.

usage: sarif_test.py TACIT APPLICATIONS SCHEMAS   (run by CTest; cmake/setup check fetches the schema)
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

TOOL, APPLICATIONS, SCHEMAS = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
del sys.argv[1:4]
SCHEMA = SCHEMAS / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def analyze(folder, *arguments):
    command = [TOOL, "analyze", folder, "--format", "sarif", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


class Sarif(unittest.TestCase):
    def setUp(self):
        self.validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    def assert_valid(self, document):
        errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in self.validator.iter_errors(document)]
        self.assertEqual(errors, [])

    def test_the_schema_refuses_what_is_not_sarif(self):
        self.assertFalse(self.validator.is_valid({"version": "2.1.0"}))
        self.assertFalse(self.validator.is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}))

    def test_every_application_is_valid(self):
        seen = 0
        for folder in sorted(p for f in APPLICATIONS.iterdir() if f.name != "cpp" for p in f.iterdir()):
            with self.subTest(folder.relative_to(APPLICATIONS)):
                done = analyze(folder, "--framework", folder.parent.name)
                self.assertEqual(done.returncode, 0, done.stderr)
                document = json.loads(done.stdout)
                self.assert_valid(document)
                run = document["runs"][0]
                rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
                for result in run["results"]:
                    seen += 1
                    self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
                    place = result["locations"][0]["physicalLocation"]
                    self.assertTrue((folder / place["artifactLocation"]["uri"]).is_file(), place)
        self.assertGreater(seen, 100)

    def test_a_baseline_tells_new_from_old(self):
        folder = APPLICATIONS / "rails/length"
        with tempfile.TemporaryDirectory() as temporary:
            baseline = pathlib.Path(temporary) / "before.catalogue.json"
            subprocess.run([TOOL, "analyze", folder, "-o", baseline], check=True, timeout=120)
            catalogue = json.loads(baseline.read_text(encoding="utf-8"))
            gone = next(c for c in catalogue["constraints"] if c["source"] == "code" and c["trust"] != "enforced")
            done = analyze(folder, "--baseline", baseline)
            self.assertEqual(done.returncode, 0, done.stderr)
            states = [r.get("baselineState") for r in json.loads(done.stdout)["runs"][0]["results"]]
            self.assertEqual(set(states), {"unchanged"})
            catalogue["constraints"].remove(gone)
            baseline.write_text(json.dumps(catalogue), encoding="utf-8")
            done = analyze(folder, "--baseline", baseline)
            self.assertEqual(done.returncode, 1, done.stderr)
            document = json.loads(done.stdout)
            self.assert_valid(document)
            new = [r for r in document["runs"][0]["results"] if r.get("baselineState") == "new"]
            self.assertEqual([r["partialFingerprints"]["tacitConstraint/v1"] for r in new], [gone["id"]])


unittest.main()
