// Time to a verdict, pair by pair, and what the kept answers of the rewriter are worth.
//
// A suite is a list of pairs with the schema that they are about. The built-in one is small and always there;
// another one is read with --pairs F.jsonl [--schemas S.jsonl] [--suite NAME], lines as `tacit prove --batch`
// reads them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/output.h"
#include "tacit/prover.h"
#include "tacit/rewriter.h"

namespace {

using Json = nlohmann::json;

struct Pair {
  std::shared_ptr<const tacit::Catalogue> catalogue;
  std::string left;
  std::string right;
};

struct Suite {
  std::string name;
  std::vector<Pair> pairs;
};

constexpr std::string_view kDdl =
    "CREATE TABLE projects (id integer PRIMARY KEY, name text NOT NULL, status integer NOT NULL CHECK "
    "(status IN (1, 5, 9)));"
    "CREATE TABLE issues (id integer PRIMARY KEY, project_id integer NOT NULL REFERENCES projects (id), "
    "subject text NOT NULL,"
    "  parent_id integer REFERENCES issues (id), done_ratio integer NOT NULL CHECK (done_ratio BETWEEN 0 AND "
    "100));"
    "CREATE TABLE members (user_id integer NOT NULL, project_id integer NOT NULL REFERENCES projects (id),"
    "  UNIQUE (user_id, project_id));";

constexpr std::string_view kPairs[][2] = {
    {"SELECT DISTINCT id FROM issues", "SELECT id FROM issues"},
    {"SELECT DISTINCT subject FROM issues", "SELECT subject FROM issues"},
    {"SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id", "SELECT id FROM issues"},
    {"SELECT i.id FROM issues i JOIN issues p ON p.id = i.parent_id", "SELECT id FROM issues"},
    {"SELECT i.id FROM issues i LEFT JOIN projects p ON p.id = i.project_id WHERE p.status = 1",
     "SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE p.status = 1"},
    {"SELECT id FROM projects WHERE status = 3", "SELECT id FROM projects WHERE FALSE"},
    {"SELECT id FROM projects WHERE status > 4", "SELECT id FROM projects WHERE status IN (5, 9)"},
    {"SELECT id FROM issues WHERE done_ratio >= 0", "SELECT id FROM issues"},
    {"SELECT id FROM issues WHERE done_ratio > 0", "SELECT id FROM issues"},
    {"SELECT id FROM issues WHERE project_id NOT IN (SELECT project_id FROM members WHERE user_id = 4)",
     "SELECT id FROM issues i WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = 4 AND m.project_id "
     "= i.project_id)"},
    {"SELECT id FROM issues WHERE project_id IN (SELECT project_id FROM members WHERE user_id = 4)",
     "SELECT i.id FROM issues i JOIN members m ON m.project_id = i.project_id AND m.user_id = 4"},
    {"SELECT id FROM issues WHERE project_id IN (SELECT project_id FROM members)",
     "SELECT i.id FROM issues i JOIN members m ON m.project_id = i.project_id"},
    {"SELECT count(DISTINCT id) FROM issues", "SELECT count(*) FROM issues"},
    {"SELECT project_id, sum(n) FROM (SELECT project_id, parent_id, count(*) AS n FROM issues GROUP BY "
     "project_id, parent_id) s "
     "GROUP BY project_id",
     "SELECT project_id, count(*) FROM issues GROUP BY project_id"},
    {"SELECT id FROM issues ORDER BY id, subject LIMIT 3", "SELECT id FROM issues ORDER BY id LIMIT 3"},
    {"SELECT id FROM issues ORDER BY subject, id LIMIT 3", "SELECT id FROM issues ORDER BY subject LIMIT 3"},
};

std::string Value(int* argc, char** argv, std::string_view flag) {
  for (int i = 1; i + 1 < *argc; ++i) {
    if (argv[i] != flag) continue;
    std::string value = argv[i + 1];
    std::rotate(argv + i, argv + i + 2, argv + *argc);
    *argc -= 2;
    return value;
  }
  return {};
}

Suite BuiltIn() {
  Suite suite{"builtin", {}};
  auto catalogue = tacit::CatalogueFromDdl(kDdl, "builtin");
  if (!catalogue.ok()) return suite;
  const auto shared = std::make_shared<const tacit::Catalogue>(std::move(*catalogue));
  for (const auto& [left, right] : kPairs)
    suite.pairs.push_back({shared, std::string(left), std::string(right)});
  return suite;
}

// The member's text; empty where it is none.
std::string Text(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<Json> ReadLines(const std::string& path) {
  std::vector<Json> lines;
  const auto text = tacit::ReadTextFile(path);
  if (!text.ok()) {
    std::fprintf(stderr, "prover_bench: %s\n", text.status().message().c_str());
    return lines;
  }
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.push_back(Json::parse(rest.substr(0, end), nullptr, false));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::erase_if(lines, [](const Json& line) { return !line.is_object(); });
  return lines;
}

// Pairs whose schema cannot be read are left out, and counted on stderr.
Suite ReadSuite(const std::string& name, const std::string& pairs, const std::string& schemas) {
  Suite suite{name, {}};
  std::map<std::string, std::string> ddl;
  if (!schemas.empty()) {
    for (const Json& line : ReadLines(schemas)) ddl[Text(line, "schema_id")] = Text(line, "ddl");
  }
  std::map<std::string, std::shared_ptr<const tacit::Catalogue>> read;
  int left_out = 0;
  for (const Json& line : ReadLines(pairs)) {
    const std::string text =
        Text(line, "schema").empty() ? ddl[Text(line, "schema_id")] : Text(line, "schema");
    auto& catalogue = read[text];
    if (catalogue == nullptr) {
      auto made = tacit::CatalogueFromDdl(text, name);
      if (made.ok()) catalogue = std::make_shared<const tacit::Catalogue>(std::move(*made));
    }
    if (catalogue == nullptr) {
      ++left_out;
    } else {
      suite.pairs.push_back({catalogue, Text(line, "sql1"), Text(line, "sql2")});
    }
  }
  if (left_out > 0)
    std::fprintf(stderr, "prover_bench: %s: %d pairs without a schema are left out\n", name.c_str(),
                 left_out);
  return suite;
}

double At(const std::vector<double>& sorted, double share) {
  return sorted.empty()
             ? 0
             : sorted[std::min(sorted.size() - 1,
                               static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

// Counters are of the last round; its times are those of single pairs.
void Verdicts(benchmark::State& state, const Suite& suite) {
  std::vector<double> ms;
  int proved = 0;
  int refuted = 0;
  int unknown = 0;
  for (auto _ : state) {
    ms.clear();
    proved = refuted = unknown = 0;
    for (const Pair& pair : suite.pairs) {
      const auto begin = std::chrono::steady_clock::now();
      const auto verdict = tacit::Prove(*pair.catalogue, pair.left, pair.right, {});
      ms.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
      if (!verdict.ok()) return state.SkipWithError(verdict.status().message().c_str());
      proved += verdict->proved() ? 1 : 0;
      refuted += verdict->refuted() ? 1 : 0;
      unknown += !verdict->proved() && !verdict->refuted() ? 1 : 0;
    }
  }
  std::sort(ms.begin(), ms.end());
  state.counters["median_ms"] = At(ms, 0.5);
  state.counters["p95_ms"] = At(ms, 0.95);
  state.counters["max_ms"] = ms.empty() ? 0 : ms.back();
  state.counters["proved"] = proved;
  state.counters["refuted"] = refuted;
  state.counters["unknown"] = unknown;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(suite.pairs.size()));
}

// Every left query through the rewriter: each for the first time, or each known already.
void Rewrites(benchmark::State& state, const Suite& suite, bool known) {
  double rewritten = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::map<const tacit::Catalogue*, std::unique_ptr<tacit::Rewriter>> rewriters;
    for (const Pair& pair : suite.pairs) {
      auto& rewriter = rewriters[pair.catalogue.get()];
      if (rewriter == nullptr)
        rewriter = std::make_unique<tacit::Rewriter>(*pair.catalogue, tacit::RewriteOptions{});
      if (known) benchmark::DoNotOptimize(rewriter->Run(pair.left, nullptr));
    }
    rewritten = 0;
    state.ResumeTiming();
    for (const Pair& pair : suite.pairs) {
      const auto outcome = rewriters[pair.catalogue.get()]->Run(pair.left, nullptr);
      rewritten += outcome.ok() && !outcome->rewrites.empty() ? 1 : 0;
    }
  }
  state.counters["rewritten"] = rewritten;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(suite.pairs.size()));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string pairs = Value(&argc, argv, "--pairs");
  const std::string schemas = Value(&argc, argv, "--schemas");
  const std::string name = Value(&argc, argv, "--suite");
  std::vector<Suite> suites = {BuiltIn()};
  if (!pairs.empty()) suites = {ReadSuite(name.empty() ? pairs : name, pairs, schemas)};
  for (const Suite& suite : suites) {
    if (suite.pairs.empty()) {
      std::fprintf(stderr, "prover_bench: %s: expected pairs, found none\n", suite.name.c_str());
      return 3;
    }
    benchmark::RegisterBenchmark(("verdicts/" + suite.name).c_str(), [&suite](benchmark::State& s) {
      Verdicts(s, suite);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("rewrites/" + suite.name + "/first").c_str(), [&suite](
                                                                                    benchmark::State& s) {
      Rewrites(s, suite, false);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("rewrites/" + suite.name + "/known").c_str(), [&suite](
                                                                                    benchmark::State& s) {
      Rewrites(s, suite, true);
    })->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
