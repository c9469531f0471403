// Each index tree against std::map, in one run, so that the ratios hold whatever the machine.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/index.h"

namespace {

constexpr std::size_t kScanned = 50;

using Random = std::mt19937_64;

// Keys shaped as those that applications index: made here, so that the figures need no data.
std::vector<std::string> MakeKeys(std::string_view shape, std::size_t count) {
  Random random(42);
  std::vector<std::string> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(random() % 1'000'000'000'000ULL);
    if (shape == "email") {
      keys.push_back("org.example" + std::to_string(random() % 5'000) + "@user" + number);
    } else if (shape == "url") {
      keys.push_back("https://www.example" + std::to_string(random() % 200) + ".org/projects/page/" + number +
                     "/edit");
    } else {
      keys.push_back(number);
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::shuffle(keys.begin(), keys.end(), random);
  return keys;
}

// The rivals, behind the calls that are timed.
class Tree {
 public:
  explicit Tree(std::string_view name) : index_(tacit::MakeIndex(name).value()) {}
  void Insert(const std::string& key, std::uint64_t value) {
    benchmark::DoNotOptimize(index_->Upsert(key, value));
  }
  [[nodiscard]] std::uint64_t Lookup(const std::string& key) const { return *index_->Lookup(key); }
  [[nodiscard]] std::uint64_t Scan(const std::string& from) const {
    std::uint64_t sum = 0;
    const auto visited = index_->Scan(from, kScanned, [&](std::string_view key, std::uint64_t value) {
      sum += key.size() + value;
      return true;
    });
    return visited.ok() ? sum : 0;
  }
  [[nodiscard]] double bytes() const { return static_cast<double>(index_->memory_bytes()); }

 private:
  std::unique_ptr<tacit::KeyIndex> index_;
};

class StdMap {
 public:
  void Insert(const std::string& key, std::uint64_t value) { map_.insert_or_assign(key, value); }
  [[nodiscard]] std::uint64_t Lookup(const std::string& key) const { return map_.find(key)->second; }
  [[nodiscard]] std::uint64_t Scan(const std::string& from) const {
    std::uint64_t sum = 0;
    std::size_t left = kScanned;
    for (auto it = map_.lower_bound(from); it != map_.end() && left > 0; ++it, --left) {
      sum += it->first.size() + it->second;
    }
    return sum;
  }
  // A node is colour, three pointers and the pair; a key of more than 15 bytes has a block of its own.
  [[nodiscard]] double bytes() const {
    double total = 0;
    for (const auto& [key, value] : map_) {
      total += 32 + sizeof(std::pair<const std::string, std::uint64_t>);
      total += key.capacity() > 15 ? static_cast<double>(key.capacity() + 1) : 0;
    }
    return total;
  }

 private:
  std::map<std::string, std::uint64_t> map_;
};

template <typename Rival, typename Make>
void Register(const std::string& rival, std::string_view shape, const std::vector<std::string>& keys,
              Make make) {
  const std::string suffix = "/" + std::string(shape) + "/" + rival;
  const auto filled = [make, &keys] {
    auto tree = std::make_shared<Rival>(make());
    for (std::uint64_t i = 0; i < keys.size(); ++i) tree->Insert(keys[i], i);
    return tree;
  };
  benchmark::RegisterBenchmark(("insert" + suffix).c_str(), [=, &keys](benchmark::State& state) {
    for (auto _ : state) {
      const auto tree = filled();
      state.counters["bytes/key"] = tree->bytes() / static_cast<double>(keys.size());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(keys.size()));
  })->Unit(benchmark::kMillisecond);
  const auto each = [=, &keys](const char* name, auto call) {
    benchmark::RegisterBenchmark((name + suffix).c_str(), [=, &keys](benchmark::State& state) {
      const auto tree = filled();
      Random random(7);
      for (auto _ : state) benchmark::DoNotOptimize(call(*tree, keys[random() % keys.size()]));
    });
  };
  each("lookup", [](const Rival& tree, const std::string& key) { return tree.Lookup(key); });
  each("scan50", [](const Rival& tree, const std::string& key) { return tree.Scan(key); });
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::pair<std::string_view, std::vector<std::string>>> sets;
  for (const std::string_view shape : {"number", "email", "url"})
    sets.emplace_back(shape, MakeKeys(shape, 500'000));
  for (const auto& [shape, keys] : sets) {
    for (const std::string_view tree : tacit::IndexNames()) {
      Register<Tree>(std::string(tree), shape, keys, [tree] { return Tree(tree); });
    }
    Register<StdMap>("std::map", shape, keys, [] { return StdMap(); });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
