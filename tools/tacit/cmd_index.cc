#include <cstdio>
#include <memory>

#include "tacit/index_tools.h"
#include "tools/tacit/command.h"

namespace tacit::tool {
namespace {

struct Flags {
  std::string keys;
  std::string tree = "all";
  std::string dictionary;
  std::uint64_t max_keys = IndexMeasureOptions{}.max_keys;
  std::uint64_t seed = IndexMeasureOptions{}.seed;
  bool nul = false;
  bool hex_keys = false;
  bool json = false;
};

std::vector<std::string> TreeNames() {
  std::vector<std::string> names = {"all"};
  for (const std::string_view name : MeasuredTreeNames()) names.emplace_back(name);
  return names;
}

std::string Number(const char* format, double value) {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string AsJson(const MeasuredIndexes& measured) {
  std::string text = "[";
  for (std::size_t i = 0; i < measured.rows.size(); ++i) {
    const IndexMeasures& row = measured.rows[i];
    text += std::string(i == 0 ? "" : ",") + "\n  {\"tree\": \"" + row.tree + "\", \"scheme\": \"" +
            row.scheme + "\", \"keys\": " + std::to_string(row.keys) +
            ", \"insert_ns\": " + Number("%.6g", row.insert_ns) +
            ", \"lookup_ns\": " + Number("%.6g", row.lookup_ns) +
            ", \"scan50_ns\": " + (row.scan50_ns ? Number("%.6g", *row.scan50_ns) : "null") +
            ", \"bytes_per_key\": " + Number("%.6g", row.bytes_per_key) +
            ", \"key_bytes_per_key\": " + Number("%.6g", row.key_bytes_per_key) +
            ", \"misses\": " + (row.misses ? Number("%.6g", *row.misses) : "null") +
            ", \"recommended\": " + (i == measured.recommended ? "true" : "false") + "}";
  }
  return text + "\n]\n";
}

std::string Named(const IndexMeasures& row) {
  return row.tree + (row.scheme == "none" ? "" : " with " + row.scheme);
}

std::string Line(const char* tree, const char* scheme, const char* insert, const char* lookup,
                 const char* scan, const char* bytes, const char* key_bytes, const char* misses) {
  char line[200];
  std::snprintf(line, sizeof line, "%-17s %-12s %9s %9s %11s %10s %10s %9s\n", tree, scheme, insert, lookup,
                scan, bytes, key_bytes, misses);
  return line;
}

std::string AsText(const MeasuredIndexes& measured) {
  std::string text = std::to_string(measured.rows.front().keys) + " of " +
                     std::to_string(measured.file_keys) + " keys, " +
                     Number("%.1f", measured.mean_key_bytes) + " bytes each; ns per call, bytes per key\n" +
                     Line("tree", "scheme", "insert", "look-up", "scan of 50", "in all", "key", "misses");
  for (const IndexMeasures& row : measured.rows) {
    text += Line(row.tree.c_str(), row.scheme.c_str(), Number("%.0f", row.insert_ns).c_str(),
                 Number("%.0f", row.lookup_ns).c_str(),
                 row.scan50_ns ? Number("%.0f", *row.scan50_ns).c_str() : "-",
                 Number("%.1f", row.bytes_per_key).c_str(), Number("%.1f", row.key_bytes_per_key).c_str(),
                 row.misses ? Number("%.2f", *row.misses).c_str() : "-");
  }
  return text + "fastest look-ups: " + Named(measured.rows[measured.fastest]) +
         "; fewest bytes: " + Named(measured.rows[measured.smallest]) +
         "\nrecommended: " + Named(measured.rows[measured.recommended]) +
         ", whose time and bytes have the least product\n";
}

int Run(const Flags& flags) {
  IndexMeasureOptions options;
  if (flags.tree != "all") options.trees.push_back(flags.tree);
  if (!flags.dictionary.empty()) {
    Result<KeyDictionary> dictionary = LoadDictionary(flags.dictionary);
    if (!dictionary.ok()) return Fail(dictionary.status());
    options.dictionary = *std::move(dictionary);
  }
  options.format = flags.nul ? KeyFormat::kNul : (flags.hex_keys ? KeyFormat::kHex : KeyFormat::kLines);
  options.max_keys = flags.max_keys;
  options.seed = flags.seed;
  Progress progress;
  options.progress = [&](std::string_view row, std::size_t done, std::size_t total) {
    progress.ShowShare(row, static_cast<std::int64_t>(done), static_cast<std::int64_t>(total));
  };
  const Result<MeasuredIndexes> measured = MeasureIndexes(flags.keys, options);
  if (!measured.ok()) return Fail(measured.status());
  const Status status = WriteOutput("", flags.json ? AsJson(*measured) : AsText(*measured));
  return status.ok() ? kDone : Fail(status);
}

}  // namespace

void AddIndex(CommandLine& line) {
  auto flags = std::make_shared<Flags>();
  Subcommand command = line.Add("index", "Build and time each index tree with keys, and recommend one",
                                [flags] { return Run(*flags); });
  command.Text("KEYS", &flags->keys, "Keys, one a line; - for standard input").Required();
  command.Text("--tree", &flags->tree, "One tree only").OneOf(TreeNames());
  command.Text("--dict", &flags->dictionary,
               "Encode keys by this, and not by dictionaries trained on 1 % of them");
  command.Number("--keys", &flags->max_keys, "Measure with so many of the keys, drawn at random")
      .Between(1, std::int64_t{1} << 40);
  command.Number("--seed", &flags->seed, "Which keys are drawn, and in which order");
  const Flag nul = command.Switch("-0,--nul", &flags->nul, "Keys end with a NUL, not with a newline");
  command.Switch("--hex,--hex-keys", &flags->hex_keys, "Keys are hexadecimal digits, one a line")
      .Excludes(nul);
  command.Switch("--json", &flags->json, "Write JSON");
}

}  // namespace tacit::tool
