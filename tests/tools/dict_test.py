"""`tacit dict`: laws of what it writes, and one clear line for each kind of bad input.

usage: dict_test.py TACIT   (run by CTest)
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(sys.argv.pop(1)).resolve()

MEMBERS = ["scheme", "codes", "entries", "dictionary_bytes", "decoder_bytes", "keys", "sample_keys", "build_s",
           "rate_bits", "rate_bytes", "encode_ns_per_char", "decode_ns_per_char"]
SCHEMES = ["single-char", "double-char", "3-grams", "4-grams", "alm", "alm-improved"]


def run(*arguments, stdin=b"", **options):
    return subprocess.run([TOOL, "dict", *map(str, arguments)], capture_output=True, input=stdin, timeout=300, **options)


def addresses(count, seed=1):
    choice = random.Random(seed)
    hosts, names = ["com.gmail@", "com.yahoo@", "org.example@", "de.web@"], ["anna", "bert", "carl.smith", "dora_99", "hanna"]
    return [(choice.choice(hosts) + choice.choice(names) + str(choice.randrange(10_000))).encode() for _ in range(count)]


class Dict(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def write(self, name, content):
        path = self.root / name
        path.write_bytes(content)
        return path

    def lines(self, name, keys):
        return self.write(name, b"".join(key + b"\n" for key in keys))

    def trained(self, keys=None, *flags):
        out = self.root / "d.dict"
        done = run("train", self.lines("sample.txt", keys or addresses(2000)), "-o", out, "--scheme", "3-grams", *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def output(self, *arguments, **options):
        done = run(*arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, b"")
        return done.stdout

    def assert_one_line(self, done, code, *words):
        self.assertEqual(done.returncode, code, done.stderr)
        lines = done.stderr.decode().strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_every_scheme_keeps_order_and_decodes(self):
        keys = addresses(5000, 2) + [b"", b"a", b"\xff\xff", "é中".encode(), b"com.gmail@", b"tab\tand\rreturn\0"]
        path, sample = self.lines("keys.txt", keys), self.lines("sample.txt", addresses(1000))
        for scheme in SCHEMES:
            dictionary = self.root / f"{scheme}.dict"
            facts = json.loads(self.output("train", sample, "-o", dictionary, "--scheme", scheme, "--size", 1000, "--json"))
            self.assertEqual(list(facts), MEMBERS)
            self.assertEqual((facts["scheme"], facts["keys"]), (scheme, 1000))
            self.assertGreater(facts["rate_bits"], facts["rate_bytes"])
            self.assertTrue(facts["encode_ns_per_char"] > 0 and facts["decode_ns_per_char"] > 0)
            encoded = self.output("encode", dictionary, path, "--hex")
            pairs = list(zip(keys, map(bytes.fromhex, encoded.decode().splitlines())))
            self.assertEqual(len(pairs), len(keys))
            self.assertEqual([key for key, _ in sorted(pairs, key=lambda pair: pair[1])], sorted(keys), scheme)
            self.assertEqual(self.output("decode", dictionary, self.write("e.hex", encoded), "--hex"), path.read_bytes())
            self.assertEqual(self.output("decode", dictionary, stdin=encoded), path.read_bytes())

    def test_bytes_of_any_kind(self):
        choice = random.Random(3)
        keys = [choice.randbytes(choice.randrange(30)) for _ in range(3000)]
        hexes = b"".join(key.hex().encode() + b"\n" for key in keys)
        dictionary = self.root / "d.dict"
        self.output("train", "-", "-o", dictionary, "--hex", "--scheme", "4-grams", stdin=hexes)
        encoded = self.output("encode", dictionary, "-", "--hex-keys", stdin=hexes)
        self.assertEqual(self.output("decode", dictionary, "-", "--hex-keys", stdin=encoded), hexes)
        self.assertEqual(self.output("encode", dictionary, "-", "--hex-keys", stdin=hexes.upper()), encoded)
        without_nul = [key.replace(b"\0", b"\n") for key in keys]
        nuls = b"".join(key + b"\0" for key in without_nul)
        self.output("train", "-", "-o", dictionary, "-0", "--scheme", "alm-improved", stdin=nuls)
        encoded = self.output("encode", dictionary, "-", "-0", stdin=nuls)
        self.assertEqual(len(encoded.splitlines()), len(keys))
        self.assertEqual(self.output("decode", dictionary, "-", "-0", stdin=encoded), nuls)
        # A key with a newline is no line.
        first = next(i for i, key in enumerate(without_nul) if b"\n" in key)
        self.assert_one_line(run("decode", dictionary, "-", stdin=encoded), 3, f"standard input:{first + 1}:", "separator")

    def test_what_is_written_does_not_depend_on_the_threads(self):
        dictionary = self.trained()
        path = self.lines("many.txt", addresses(300_000, 4))
        encoded = {threads: self.output("encode", dictionary, path, "--threads", threads) for threads in (1, 2, 3, 8)}
        self.assertEqual(len(set(encoded.values())), 1)
        self.assertEqual(encoded[1], self.output("encode", dictionary, "-", stdin=path.read_bytes()))
        out = self.root / "keys.hex"
        self.assertEqual(self.output("encode", dictionary, path, "-o", out), b"")
        self.assertEqual(out.read_bytes(), encoded[1])
        for threads in (1, 2, 5):
            self.assertEqual(self.output("decode", dictionary, out, "--threads", threads), path.read_bytes())
        # An error stands at its line, whatever block it is in, behind all that comes before it.
        lines = encoded[1].splitlines(keepends=True)
        lines[250_000] = b"abc\n"
        for threads in (1, 4):
            done = run("decode", dictionary, "-", "--threads", threads, stdin=b"".join(lines))
            self.assert_one_line(done, 3, "standard input:250001:", "even number", "found 3")
            self.assertEqual(done.stdout.count(b"\n"), 250_000)

    def test_long_keys(self):
        dictionary = self.trained()
        key = random.Random(5).randbytes(1 << 20).replace(b"\n", b"x")
        path = self.write("long.txt", key + b"\nshort")
        encoded = self.output("encode", dictionary, path)
        self.assertEqual(self.output("decode", dictionary, stdin=encoded), path.read_bytes() + b"\n")
        longer = self.write("longer.txt", b"a\nb\n" + b"k" * ((1 << 24) + 1) + b"\nc\n")
        for command in (["train", longer, "-o", self.root / "x.dict"], ["encode", dictionary, longer]):
            self.assert_one_line(run(*command), 3, "longer.txt:3:", "16777216 bytes")
        longest = self.write("longest.txt", b"a\nb\n" + b"k" * (1 << 24) + b"\nc")
        encoded = self.output("encode", dictionary, longest)
        self.assertEqual(self.output("decode", dictionary, stdin=encoded), longest.read_bytes() + b"\n")

    def test_the_same_file_gives_the_same_dictionary(self):
        keys = self.lines("keys.txt", addresses(20_000))
        made = {}
        for seed in (1, 1, 2):
            out = self.root / "d.dict"
            facts = json.loads(self.output("train", keys, "-o", out, "--scheme", "3-grams", "--sample", 0.1, "--seed", seed, "--json"))
            self.assertTrue(1700 < facts["sample_keys"] < 2300, facts)
            self.assertEqual(facts["keys"], 20_000)
            self.assertEqual(made.setdefault(seed, out.read_bytes()), out.read_bytes())
        self.assertNotEqual(made[1], made[2])
        few = json.loads(self.output("train", self.lines("few.txt", [b"x"] * 3), "-o", self.root / "f.dict", "--sample", 0.001, "--json"))
        self.assertEqual(few["sample_keys"], 1)

    def test_auto_takes_what_pays(self):
        keys = self.lines("keys.txt", addresses(5_000))
        dictionary = self.root / "d.dict"
        facts = json.loads(self.output("train", keys, "-o", dictionary, "--json"))
        self.assertLessEqual(facts["dictionary_bytes"], 1 << 20)
        single = json.loads(self.output("train", keys, "-o", self.root / "s.dict", "--scheme", "single-char", "--json"))
        self.assertGreater(facts["rate_bytes"], single["rate_bytes"])
        first = dictionary.read_bytes()
        self.assertIn(b"tried", self.output("train", keys, "-o", dictionary))
        self.assertEqual(dictionary.read_bytes(), first)
        small = json.loads(self.output("train", keys, "-o", dictionary, "--memory", 3000, "--json"))
        self.assertEqual(small["scheme"], "single-char")
        self.assert_one_line(run("train", keys, "-o", self.root / "x.dict", "--memory", 100), 3, "keys.txt", "at most 100 bytes")
        fewer = json.loads(self.output("train", keys, "-o", dictionary, "--scheme", "alm-improved", "--memory", 20_000, "--json"))
        self.assertLessEqual(fewer["dictionary_bytes"], 20_000)
        self.assertFalse((self.root / "x.dict").exists())

    def test_info(self):
        dictionary = self.trained()
        facts = json.loads(self.output("info", dictionary, "--json"))
        self.assertEqual(list(facts), MEMBERS)
        for absent in ("keys", "build_s", "rate_bits", "encode_ns_per_char", "decode_ns_per_char"):
            self.assertIsNone(facts[absent])
        measured = json.loads(self.output("info", dictionary, "--keys", self.root / "sample.txt", "--json"))
        self.assertEqual((measured["keys"], measured["rate_bytes"]), (2000, facts["rate_bytes"]))
        self.assertIn(b"3-grams", self.output("info", dictionary))
        self.assertIn(b"ns per byte", self.output("info", dictionary, "--keys", self.root / "sample.txt"))
        nothing = json.loads(self.output("info", dictionary, "--keys", self.write("empty", b""), "--json"))
        self.assertEqual((nothing["keys"], nothing["rate_bits"]), (0, None))

    def test_few_keys(self):
        out = self.root / "d.dict"
        for keys in (b"one\n", b"one", b"\n\none\n"):
            for scheme in ("auto", *SCHEMES):
                self.output("train", "-", "-o", out, "--scheme", scheme, stdin=keys)
                self.assertEqual(self.output("decode", out, stdin=self.output("encode", out, stdin=keys)), keys.rstrip(b"\n") + b"\n")
        self.assertEqual(self.output("encode", out, stdin=b""), b"")
        self.assertEqual(self.output("encode", out, stdin=b"\n\n"), b"\n\n")
        self.assertEqual(self.output("decode", out, stdin=b"\n\n"), b"\n\n")
        self.assert_one_line(run("train", self.write("empty.txt", b""), "-o", self.root / "x.dict"), 3, "empty.txt", "expected keys")
        self.assert_one_line(run("train", self.write("blank.txt", b"\n\n\n"), "-o", self.root / "x.dict"), 3, "blank.txt", "3 empty")
        self.assertFalse((self.root / "x.dict").exists())

    def test_files_that_are_none(self):
        dictionary, out = self.trained(), self.root / "x.dict"
        keys = self.root / "sample.txt"
        for command in (["train", self.root / "absent", "-o", out], ["encode", dictionary, self.root / "absent"],
                        ["decode", dictionary, self.root / "absent"], ["info", self.root / "absent"],
                        ["info", dictionary, "--keys", self.root / "absent"], ["train", keys, "-o", self.root / "absent/x.dict"]):
            self.assert_one_line(run(*command), 3, "absent", "No such file")
        for command in (["train", self.root, "-o", out], ["encode", dictionary, self.root], ["encode", self.root, keys]):
            self.assert_one_line(run(*command), 3, str(self.root), "found a folder")
        self.assertFalse(out.exists())

    def test_dictionaries_that_are_none(self):
        packed = self.trained().read_bytes()
        for name, content, words in (("text.dict", b"not a dictionary, but a text\n" * 9, ["header", "tacitdic"]),
                                     ("empty.dict", b"", ["header"]),
                                     ("cut.dict", packed[:-7], ["expected"]),
                                     ("head.dict", packed[:40], ["header"]),
                                     ("flipped.dict", packed[:200] + b"\x55\xaa" + packed[202:], ["checksum"]),
                                     ("new.dict", packed[:8] + b"\x09" + packed[9:], ["version 9"])):
            path = self.write(name, content)
            for command in (["info", path], ["encode", path, "-"], ["decode", path, "-"]):
                self.assert_one_line(run(*command), 3, name, *words)

    def test_lines_that_are_no_encodings(self):
        dictionary = self.trained()
        good = self.output("encode", dictionary, stdin=b"com.gmail@anna1\n")
        for bad, words in ((b"abc", ["even number"]), (b"xy", ["hexadecimal digits", "'x'"]), (b"0 ", ["0x20"])):
            done = run("decode", dictionary, stdin=good + bad + b"\n" + good)
            self.assert_one_line(done, 3, "standard input:2:", *words)
            self.assertEqual(done.stdout, b"com.gmail@anna1\n")
        # The last bit raised: of padding, which no key's encoding has, or of a code, which is another key's.
        refused = 0
        for number in range(40):
            encoded = self.output("encode", dictionary, stdin=b"de.web@hanna%d\n" % number).strip()
            raised = encoded[:-1] + b"%x" % (int(encoded[-1:], 16) | 1) + b"\n"
            done = run("decode", dictionary, stdin=good + raised)
            if done.returncode == 0:
                self.assertEqual(self.output("encode", dictionary, stdin=done.stdout), good + raised)
            else:
                self.assert_one_line(done, 3, "standard input:2:", "expected the encoding of a key")
                refused += 1
        self.assertGreater(refused, 0)
        out = self.write("old", b"as it was")
        self.assert_one_line(run("decode", dictionary, "-", "-o", out, stdin=good + b"abc\n"), 3, "standard input:2:")
        self.assertEqual(out.read_bytes(), b"as it was")
        self.assertEqual(sorted(p.name for p in self.root.iterdir()), ["d.dict", "old", "sample.txt"])
        self.assert_one_line(run("train", "-", "-o", out, "--hex", stdin=b"00\n123\n"), 3, "standard input:2:", "even number")

    def test_wrong_usage(self):
        dictionary = self.trained()
        keys, out = self.root / "sample.txt", self.root / "x.dict"
        for command in ([], ["nonsense"], ["train"], ["train", keys], ["train", keys, "-o", out, "--scheme", "5-grams"],
                        ["train", keys, "-o", out, "--size", 262_145], ["train", keys, "-o", out, "--sample", 0],
                        ["train", keys, "-o", out, "--sample", 2], ["train", keys, "-o", out, "--sample", "nan"],
                        ["train", keys, "-o", out, "-0", "--hex"], ["encode"], ["encode", dictionary, keys, "--threads", -1]):
            done = run(*command)
            self.assertEqual(done.returncode, 2, (command, done.stderr))
            self.assertTrue(done.stderr)
        for command in ([], ["train"], ["encode"], ["decode"], ["info"]):
            self.assertEqual(run(*command, "-h").returncode, 0)
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
