#include "optimizer/rewrite/measure.h"

#include <algorithm>
#include <cstdio>
#include <functional>

#include "src/base/status_macros.h"
#include "src/base/stopwatch.h"

namespace tacit::rewrite {
namespace {

constexpr std::int64_t kLeastPatienceMs = 20;

Timing Summary(std::vector<double> ms, std::int64_t rows) {
  std::sort(ms.begin(), ms.end());
  return {.min_ms = ms.front(),
          .median_ms = ms[ms.size() / 2],
          .max_ms = ms.back(),
          .runs = static_cast<int>(ms.size()),
          .rows = rows};
}

std::string Text(const Value& value) {
  struct Writer {
    std::string operator()(std::monostate) const { return "n"; }
    std::string operator()(bool truth) const { return truth ? "i1" : "i0"; }
    std::string operator()(std::int64_t number) const { return "i" + std::to_string(number); }
    std::string operator()(double number) const {
      char buffer[40];
      (void)std::snprintf(buffer, sizeof buffer, "d%.9g", number);
      return buffer;
    }
    std::string operator()(const std::string& text) const { return "t" + text; }
    std::string operator()(const Blob& blob) const { return "b" + blob.bytes; }
  };
  return std::visit(Writer{}, value);
}

// Equal for equal bags, whatever their order.
std::size_t BagHash(const std::vector<Row>& rows) {
  std::size_t sum = rows.size();
  for (const Row& row : rows) {
    std::string line;
    for (const Value& value : row) {
      const std::string text = Text(value);
      line += std::to_string(text.size()) + ':' + text;
    }
    sum += std::hash<std::string>()(line) | 1U;
  }
  return sum;
}

}  // namespace

Result<Measured> Measure(Connection& db, const std::string& original,
                         const std::vector<std::string>& rewrites, const TimingOptions& options) {
  struct Run {
    const std::string* sql;
    bool skipped = false;
    std::vector<double> ms;
    std::int64_t rows = 0;
  };
  std::vector<Run> queries = {{&original, false, {}, 0}};
  TACIT_ASSIGN_OR_RETURN(const Plan plan, db.Explain(original));
  for (const std::string& rewrite : rewrites) {
    TACIT_ASSIGN_OR_RETURN(const Plan other, db.Explain(rewrite));
    queries.push_back({&rewrite, other.text == plan.text, {}, 0});
  }
  const base::Stopwatch watch;
  // Longer than this, a rewrite has lost; the original may take what it takes.
  const auto patience_ms = [&queries, &options](const Run& query) -> std::int64_t {
    if (&query == &queries[0]) return options.max_run_ms;
    return kLeastPatienceMs + static_cast<std::int64_t>(3 * *std::ranges::max_element(queries[0].ms));
  };
  const bool alone = std::all_of(queries.begin() + 1, queries.end(), [](const Run& q) { return q.skipped; });
  const int runs = alone ? 1 : std::max(1, options.runs);
  for (int i = 0; i < runs; ++i) {
    if (i > 0 && watch.Milliseconds() > static_cast<double>(options.max_total_ms)) break;
    for (Run& query : queries) {
      if (query.skipped) continue;
      const Result<Timing> once = db.Time(
          *query.sql, {.runs = 1, .max_total_ms = options.max_total_ms, .max_run_ms = patience_ms(query)});
      if (once.status().code() == StatusCode::kResourceExhausted && &query != &queries[0]) {
        query.skipped = true;
        continue;
      }
      if (!once.ok()) return once.status();
      query.ms.push_back(once->min_ms);
      query.rows = once->rows;
    }
  }
  Measured measured;
  measured.original = Summary(queries[0].ms, queries[0].rows);
  for (std::size_t i = 1; i < queries.size(); ++i) {
    measured.rewrites.push_back(queries[i].skipped ? std::nullopt
                                                   : std::optional(Summary(queries[i].ms, queries[i].rows)));
  }
  return measured;
}

bool Gains(const Timing& original, const Timing& rewrite, double margin, double floor_ms) {
  const double gain = original.median_ms - rewrite.median_ms;
  const double spread = (original.median_ms - original.min_ms) + (rewrite.median_ms - rewrite.min_ms);
  return gain > margin * original.median_ms && gain > floor_ms && gain > spread;
}

Result<bool> SameRows(Connection& db, const std::string& original, const std::string& rewrite,
                      std::int64_t max_rows) {
  std::vector<std::size_t> bags;
  for (const std::string* sql : {&original, &rewrite}) {
    auto result = db.Run(*sql, max_rows);
    if (!result.ok() && result.status().code() == StatusCode::kResourceExhausted) return true;
    if (!result.ok()) return result.status();
    bags.push_back(BagHash(result->rows));
  }
  return bags[0] == bags[1];
}

}  // namespace tacit::rewrite
