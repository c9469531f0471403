#include "src/encoder/byte_model.h"

#include <gtest/gtest.h>

#include <numeric>

#include "src/encoder/select.h"
#include "tests/encoder/key_sets.h"

namespace tacit::encoder {
namespace {

// A distribution over what is left of keys: it rises with the text, from 0 to 1.
TEST(ByteModel, IsADistribution) {
  for (const KeySet& set : KeySets(1)) {
    const ByteModel model(Views(set.keys));
    double before = 0;
    for (const Interval& interval : IntervalsOf({Text16::Of("ab"), Text16::Of("abc"), Text16::Of("zz")}, 3)) {
      const double below = model.Below(interval.low);
      ASSERT_GE(below, before);
      ASSERT_LE(below, 1 + 1e-9);
      before = below;
    }
    EXPECT_EQ(model.Below(Text16().Plus(0)), 0);
    if (set.name == "addresses") {
      EXPECT_NEAR(model.Below(Text16::Of(std::string(16, '\xFF'))), 1, 1e-2);
    }
  }
}

TEST(ByteModel, KnowsWhatFollowsWhat) {
  const std::vector<std::string> keys(100, "qu");
  const ByteModel model(Views(keys));
  const auto likely = [&](std::string_view text) {
    return model.Below(After(Text16::Of(text))) - model.Below(Text16::Of(text));
  };
  EXPECT_GT(likely("qu"), 0.4);
  EXPECT_GT(likely("qq"), 0);
  EXPECT_GT(likely("qu"), 10 * likely("qq"));
  EXPECT_GT(likely("qq"), likely("qx"));
}

// All weights together: what the parse counted, and what came once.
TEST(IntervalWeights, AddWhatIsUnseen) {
  const auto keys = KeySets(1)[0].keys;
  const Intervals intervals = PairIntervals();
  const std::vector<double> counts = CountParse(Views(keys), intervals);
  const std::vector<double> weights = IntervalWeights(Views(keys), intervals);
  double once = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    ASSERT_GE(weights[i], counts[i]);
    once += counts[i] == 1 ? 1 : 0;
  }
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  EXPECT_NEAR(sum, std::accumulate(counts.begin(), counts.end(), 0.0) + once, 1e-6 * sum);
}

}  // namespace
}  // namespace tacit::encoder
