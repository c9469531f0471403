#include "src/estimator/train/calibrate.h"

#include <algorithm>
#include <numeric>

#include "src/estimator/net/random.h"

namespace tacit::estimator {
namespace {

constexpr std::size_t kPaths = 512;
// A column of fewer values is compared with = only.
constexpr std::uint32_t kFewBins = 10;

struct Range {
  std::uint32_t column = 0;  // of the network
  std::uint32_t begin = 0;   // in bins
  std::uint32_t end = 0;
};

std::vector<Range> MakeQuery(const BinnedRows& rows, const std::vector<std::uint32_t>& bins,
                             std::uint64_t key) {
  const std::size_t columns = rows.size();
  std::uint64_t bits = Mixed(key, 0);
  const std::size_t row = Below(bits, rows.front().size());
  bits = Mixed(bits, 1);
  const std::size_t restricted = columns <= 2 ? columns : 2 + Below(bits, columns - 1);
  std::vector<std::uint32_t> order(columns);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<Range> query;
  for (std::size_t i = 0; i < restricted; ++i) {
    bits = Mixed(bits, i + 2);
    std::swap(order[i], order[i + Below(bits, columns - i)]);
    const std::uint32_t column = order[i];
    const std::uint32_t bin = rows[column][row];
    bits = Mixed(bits, 99);
    const std::uint64_t kind = bins[column] < kFewBins ? 0 : Below(bits, 3);
    query.push_back({column, kind == 1 ? 0 : bin, kind == 2 ? bins[column] : bin + 1});
  }
  return query;
}

double CountRows(const BinnedRows& rows, const std::vector<Range>& query, std::vector<std::uint8_t>& flags) {
  flags.assign(rows.front().size(), 1);
  for (const Range& range : query) {
    const std::uint16_t* codes = rows[range.column].data();
    const auto begin = static_cast<std::uint16_t>(range.begin);
    const auto width = static_cast<std::uint16_t>(range.end - range.begin);
    for (std::size_t i = 0; i < flags.size(); ++i) {
      flags[i] = static_cast<std::uint8_t>(flags[i] &
                                           (static_cast<std::uint16_t>(codes[i] - begin) < width ? 1 : 0));
    }
  }
  return static_cast<double>(std::count(flags.begin(), flags.end(), std::uint8_t{1}));
}

}  // namespace

EstimateErrors MeasureErrors(const BinnedRows& rows, const ServedNetwork& network, std::int64_t table_rows,
                             std::size_t queries, std::uint64_t seed) {
  ProgressiveSampler sampler(network, BestKernel());
  const std::vector<std::uint32_t>& bins = network.shape().bins;
  const std::vector<float> ones(*std::max_element(bins.begin(), bins.end()), 1.0F);
  const double scale = static_cast<double>(table_rows) / static_cast<double>(rows.front().size());
  std::vector<EstimateErrors::Answer> answers;
  std::vector<std::uint8_t> flags;
  for (std::size_t i = 0; i < queries; ++i) {
    const std::vector<Range> query = MakeQuery(rows, bins, Mixed(seed, i));
    std::vector<BinSet> sets(bins.size());
    for (const Range& range : query) {
      sets[range.column] = {true, range.begin, range.end,
                            std::span<const float>(ones).first(range.end - range.begin)};
    }
    const Sampled sampled =
        sampler.Share(sets, {.paths = kPaths, .relative_error = [](double) { return 0.05; }, .seed = seed});
    answers.push_back(
        {sampled.share * static_cast<double>(table_rows), CountRows(rows, query, flags) * scale});
  }
  return EstimateErrors::From(answers);
}

}  // namespace tacit::estimator
