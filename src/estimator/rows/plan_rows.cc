#include "src/estimator/rows/plan_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tacit::estimator {
namespace {

struct Entropies {
  std::vector<double> alone;
  std::vector<std::vector<double>> after;  // [a][b]: of b, when a is known
};

// Bits, with what so few rows show too little of (Miller and Madow 1955).
double EntropyOf(std::vector<std::uint64_t>& codes) {
  std::sort(codes.begin(), codes.end());
  const auto count = static_cast<double>(codes.size());
  double entropy = 0;
  double distinct = 0;
  for (std::size_t i = 0; i < codes.size();) {
    std::size_t end = i;
    while (end < codes.size() && codes[end] == codes[i]) ++end;
    const double share = static_cast<double>(end - i) / count;
    entropy -= share * std::log2(share);
    distinct += 1;
    i = end;
  }
  return entropy + (distinct - 1) / (2 * count * 0.6931);
}

Entropies Measure(const std::vector<CodeArray>& columns, std::size_t rows) {
  const std::size_t count = std::min(rows, kPlanRows);
  std::vector<std::vector<std::uint32_t>> samples(columns.size());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    for (std::size_t i = 0; i < count; ++i) samples[column].push_back(columns[column].At(i * rows / count));
  }
  Entropies entropies;
  std::vector<std::uint64_t> codes(count);
  for (const std::vector<std::uint32_t>& sample : samples) {
    std::copy(sample.begin(), sample.end(), codes.begin());
    entropies.alone.push_back(EntropyOf(codes));
  }
  entropies.after.assign(columns.size(), std::vector<double>(columns.size()));
  for (std::size_t a = 0; a < columns.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      for (std::size_t i = 0; i < count; ++i) codes[i] = std::uint64_t{samples[a][i]} << 32U | samples[b][i];
      const double joint = EntropyOf(codes);
      entropies.after[a][b] = std::max(0.0, joint - entropies.alone[a]);
      entropies.after[b][a] = std::max(0.0, joint - entropies.alone[b]);
    }
  }
  return entropies;
}

// The two positions before that leave least of the column open.
void ChooseParents(const Entropies& entropies, const RowPlan& plan, RowPlan::Column& column) {
  double first = std::numeric_limits<double>::max();
  double second = first;
  const auto position = static_cast<std::uint32_t>(plan.columns.size());
  column.first_parent = position;
  column.second_parent = position;
  for (std::uint32_t i = 0; i < position; ++i) {
    const double open = entropies.after[plan.columns[i].column][column.column];
    if (open < first) {
      second = first;
      column.second_parent = column.first_parent;
      first = open;
      column.first_parent = i;
    } else if (open < second) {
      second = open;
      column.second_parent = i;
    }
  }
}

unsigned BitsOf(const CodeArray& codes, std::size_t rows) {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < rows; ++i) all |= codes.At(i);
  return static_cast<unsigned>(std::bit_width(all));
}

}  // namespace

RowPlan PlanRows(const std::vector<CodeArray>& columns, std::size_t rows) {
  RowPlan plan;
  if (rows == 0) return plan;
  const Entropies entropies = Measure(columns, rows);
  std::vector<double> open = entropies.alone;
  std::vector<bool> taken(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t next = columns.size();
    for (std::size_t column = 0; column < columns.size(); ++column) {
      if (!taken[column] && (next == columns.size() || open[column] < open[next])) next = column;
    }
    RowPlan::Column column{.column = static_cast<std::uint32_t>(next),
                           .first_parent = 0,
                           .second_parent = 0,
                           .bits = BitsOf(columns[next], rows)};
    ChooseParents(entropies, plan, column);
    plan.columns.push_back(column);
    taken[next] = true;
    for (std::size_t other = 0; other < columns.size(); ++other) {
      open[other] = std::min(open[other], entropies.after[next][other]);
    }
  }
  return plan;
}

}  // namespace tacit::estimator
