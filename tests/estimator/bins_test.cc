#include "src/estimator/table/bins.h"

#include <gtest/gtest.h>

#include "tests/estimator/tables.h"

namespace tacit::estimator {
namespace {

// Integers, single or in runs of two.
ColumnValues RandomColumn(Random& random, bool runs) {
  std::vector<ColumnValues::Atom> atoms;
  std::int64_t value = 0;
  for (int i = 1 + Draw(random, 60); i > 0; --i) {
    value += 1 + Draw(random, 9);
    atoms.push_back({value, value, 1, 1 + Draw(random, 50)});
    if (!runs || Draw(random, 2) == 0) continue;
    atoms.back().last = ++value;
    atoms.back().distinct = 2;
    atoms.back().rows += 1;
  }
  return std::move(*ColumnValues::Create("c", ColumnType::kInteger, std::move(atoms), Draw(random, 3) * 7));
}

TEST(ColumnBinsTest, CoverTheColumnAndWeighSets) {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    const ColumnValues values = RandomColumn(random, round % 2 == 0);
    const std::uint32_t most = 8 + static_cast<std::uint32_t>(Draw(random, 80));
    const ColumnBins bins(values, most);
    ASSERT_LE(bins.count(), most);
    std::vector<double> rows(bins.count());
    for (std::uint32_t atom = 0; atom < values.atoms().size(); ++atom) {
      ASSERT_GE(bins.BinOf(atom), atom == 0 ? 0 : bins.BinOf(atom - 1));
      rows[bins.BinOf(atom)] += static_cast<double>(values.atoms()[atom].rows);
    }
    const auto atoms = static_cast<std::uint32_t>(values.atoms().size());
    if (values.null_rows() > 0) rows[bins.BinOf(atoms)] += static_cast<double>(values.null_rows());
    for (const double count : rows) EXPECT_GT(count, 0);
    CodeSet set = CodeSet::Of(Draw(random, static_cast<int>(atoms)), static_cast<double>(atoms) - 0.5);
    if (Draw(random, 2) == 0) set = set.Union(CodeSet::Null());
    std::vector<float> weights(bins.count());
    bins.Weights(set, values, weights);
    double weighed = 0;
    for (std::size_t bin = 0; bin < rows.size(); ++bin) {
      EXPECT_GE(weights[bin], 0);
      EXPECT_LE(weights[bin], 1);
      weighed += rows[bin] * static_cast<double>(weights[bin]);
    }
    EXPECT_NEAR(weighed, set.Rows(values), 1e-3 * (1 + weighed));
  }
}

}  // namespace
}  // namespace tacit::estimator
