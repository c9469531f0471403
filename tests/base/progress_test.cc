#include "src/base/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tacit::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;

TEST(Progress, ReportsOncePerIntervalAndAtTheEnd) {
  steady_clock::time_point now;
  std::vector<std::int64_t> reported;
  const auto report = [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(total, 10);
    reported.push_back(done);
  };
  Progress progress(report, 10, milliseconds(100), [&] { return now; });
  for (int i = 0; i < 9; ++i) {
    now += milliseconds(40);
    progress.Advance(1);
  }
  progress.Finish();
  EXPECT_THAT(reported, ElementsAre(3, 6, 9, 10));
}

TEST(Progress, AnEmptyCallbackIsNeverCalledNorTheClock) {
  Progress progress({}, 10, milliseconds(0), []() -> steady_clock::time_point {
    ADD_FAILURE() << "the clock was read for nobody";
    return {};
  });
  progress.Advance(10);
  progress.Finish();
}

}  // namespace
}  // namespace tacit::base
