// A store of sorted runs, as log-structured stores keep them: each run is a file of sorted lines, with a
// filter in a file beside it. A file is read only where its filter says that it may have what is asked for.
//
//   c++ -std=c++20 sorted_runs.cc $(pkg-config --cflags --libs tacit-indexes) && ./a.out FOLDER
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/filter.h"

namespace {

class Run {
 public:
  // Writes the sorted keys and their filter.
  static tacit::Result<Run> Write(const std::string& path, const std::vector<std::string>& keys) {
    std::ofstream file(path);
    for (const std::string& key : keys) file << key << '\n';
    if (!file.flush()) return tacit::Status::Io(path + ": cannot be written");
    const std::vector<std::string_view> views(keys.begin(), keys.end());
    const tacit::Result<tacit::KeyFilter> built = tacit::KeyFilter::Build(views, {});
    if (!built.ok()) return built.status();
    if (tacit::Status saved = built->Save(path + ".filter"); !saved.ok()) return saved;
    // As another program would: the filter is read where the system keeps the file.
    tacit::Result<tacit::KeyFilter> opened = tacit::KeyFilter::Open(path + ".filter");
    if (!opened.ok()) return opened.status();
    return Run(path, *std::move(opened));
  }

  [[nodiscard]] const tacit::KeyFilter& filter() const { return filter_; }

  // How many keys are in [from, to): reads the file.
  [[nodiscard]] std::size_t Read(std::string_view from, std::string_view to) const {
    std::ifstream file(path_);
    std::size_t found = 0;
    for (std::string key; std::getline(file, key) && key < to;) found += key >= from ? 1U : 0U;
    return found;
  }

 private:
  Run(std::string path, tacit::KeyFilter filter) : path_(std::move(path)), filter_(std::move(filter)) {}

  std::string path_;
  tacit::KeyFilter filter_;
};

struct Tally {
  std::size_t reads = 0;
  std::size_t saved = 0;
  std::size_t in_vain = 0;  // reads that found nothing
};

// Asks every run: how many keys all have in [from, to), of which a point is the one key `from`.
std::size_t Ask(const std::vector<Run>& runs, const std::string& from, const std::string& to, bool point,
                Tally* tally) {
  std::size_t found = 0;
  for (const Run& run : runs) {
    if (!(point ? run.filter().MayContain(from) : run.filter().MayContainRange(from, to))) {
      ++tally->saved;
      continue;
    }
    const std::size_t here = run.Read(from, to);
    ++tally->reads;
    tally->in_vain += here == 0 ? 1U : 0U;
    found += here;
  }
  return found;
}

void Print(const char* what, const Tally& tally) {
  std::printf("%s: %zu files read, %zu of them in vain, %zu reads saved\n", what, tally.reads, tally.in_vain,
              tally.saved);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: sorted_runs FOLDER\n");
    return 2;
  }
  constexpr std::size_t kRuns = 8;
  std::mt19937_64 random(1);
  const auto key = [&random] { return "user/" + std::to_string(random() % 100'000'000 + 100'000'000); };
  std::vector<Run> runs;
  std::vector<std::string> all;
  for (std::size_t i = 0; i < kRuns; ++i) {
    std::vector<std::string> keys;
    for (int k = 0; k < 2'000; ++k) keys.push_back(key());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    tacit::Result<Run> run = Run::Write(std::string(argv[1]) + "/run" + std::to_string(i), keys);
    if (!run.ok()) {
      std::fprintf(stderr, "sorted_runs: %s\n", std::string(run.status().message()).c_str());
      return 1;
    }
    runs.push_back(*std::move(run));
    all.insert(all.end(), keys.begin(), keys.end());
  }
  std::sort(all.begin(), all.end());

  Tally points;
  Tally ranges;
  for (int i = 0; i < 500; ++i) {
    // Keys that are there, and keys that are not; ranges of a thousand numbers.
    const std::string from = i % 2 == 0 ? all[random() % all.size()] : key();
    const std::string behind = from + '\0';
    const std::string to = "user/" + std::to_string(std::stoull(from.substr(5)) + 1000);
    const auto count = [&all](const std::string& low, const std::string& high) {
      return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), high) -
                                      std::lower_bound(all.begin(), all.end(), low));
    };
    if (Ask(runs, from, behind, true, &points) != count(from, behind) ||
        Ask(runs, from, to, false, &ranges) != count(from, to)) {
      std::fprintf(stderr, "sorted_runs: a filter denied what is there\n");
      return 1;
    }
  }
  Print("points", points);
  Print("ranges", ranges);
  // Of the 4,000 reads of each kind.
  return points.saved > 3'000 && ranges.saved > 2'000 ? 0 : 1;
}
