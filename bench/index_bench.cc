// Each index tree, plain and with its keys encoded, against std::map, in one run, so that the ratios hold
// whatever the machine.
//
// usage: index_bench [FILE...] [--count=N] [Google Benchmark's flags]
//
// FILE has a key on each line; N of them are taken at random, 400,000 where nothing is said. Without a file
// keys are made that look like those of applications. Keys are put in in a random order and looked up in
// another; those that are asked for lie one behind another in memory.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/encoded_index.h"
#include "tacit/index.h"

namespace {

using tacit::KeyDictionary;
using tacit::KeyIndex;
using tacit::KeyScheme;

constexpr std::size_t kScanned = 50;

using Random = std::mt19937_64;

struct KeySet {
  std::string name;
  std::vector<std::string> keys;       // in the order in which they are put in
  std::vector<std::string> asked_for;  // the same in another order
};

KeySet Shuffled(std::string name, std::vector<std::string> keys, std::size_t count) {
  Random random(42);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  std::shuffle(keys.begin(), keys.end(), random);
  if (keys.size() > count) keys.resize(count);
  KeySet set{std::move(name), keys, std::move(keys)};
  std::shuffle(set.asked_for.begin(), set.asked_for.end(), random);
  set.asked_for = std::vector<std::string>(set.asked_for.begin(), set.asked_for.end());
  return set;
}

KeySet MadeKeys(std::string_view shape, std::size_t count) {
  Random random(41);
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
  return Shuffled(std::string(shape), std::move(keys), count);
}

std::optional<KeySet> ReadKeys(const std::string& path, std::size_t count) {
  std::ifstream file(path);
  std::vector<std::string> keys;
  for (std::string line; std::getline(file, line);) keys.push_back(line);
  if (keys.empty()) return std::nullopt;
  return Shuffled(path.substr(path.rfind('/') + 1), std::move(keys), count);
}

// 1 % of the keys, evenly.
KeyDictionary TrainedOn(const KeySet& set, KeyScheme scheme) {
  std::vector<std::string_view> sample;
  for (std::size_t i = 0; i < set.keys.size(); i += 100) sample.push_back(set.keys[i]);
  tacit::DictionaryOptions options;
  options.scheme = scheme;
  return KeyDictionary::Train(sample, options).value();
}

// The rivals, behind the calls that are timed.
class Tree {
 public:
  explicit Tree(std::unique_ptr<KeyIndex> index) : index_(std::move(index)) {}
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
  std::unique_ptr<KeyIndex> index_;
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
void Register(const std::string& rival, const KeySet& set, Make make) {
  const std::string suffix = "/" + set.name + "/" + rival;
  const auto filled = [make, &set] {
    auto tree = std::make_shared<Rival>(make());
    for (std::uint64_t i = 0; i < set.keys.size(); ++i) tree->Insert(set.keys[i], i);
    return tree;
  };
  benchmark::RegisterBenchmark(("insert" + suffix).c_str(), [=, &set](benchmark::State& state) {
    for (auto _ : state) {
      const auto tree = filled();
      state.counters["bytes/key"] = tree->bytes() / static_cast<double>(set.keys.size());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(set.keys.size()));
  })->Unit(benchmark::kMillisecond);
  const auto each = [=, &set](const char* name, auto call) {
    benchmark::RegisterBenchmark((name + suffix).c_str(), [=, &set](benchmark::State& state) {
      const auto tree = filled();
      std::size_t next = 0;
      for (auto _ : state) {
        benchmark::DoNotOptimize(call(*tree, set.asked_for[next]));
        if (++next == set.asked_for.size()) next = 0;
      }
    });
  };
  each("lookup", [](const Rival& tree, const std::string& key) { return tree.Lookup(key); });
  each("scan50", [](const Rival& tree, const std::string& key) { return tree.Scan(key); });
}

void RegisterAll(const KeySet& set) {
  for (const std::string_view tree : tacit::IndexNames()) {
    Register<Tree>(std::string(tree), set, [tree] { return Tree(tacit::MakeIndex(tree).value()); });
    for (const KeyScheme scheme : {KeyScheme::kDoubleChar, KeyScheme::k3Grams}) {
      Register<Tree>(std::string(tree) + "+" + std::string(Name(scheme)), set,
                     [tree, dictionary = TrainedOn(set, scheme)] {
                       return Tree(tacit::EncodedIndex::Make(tree, dictionary).value());
                     });
    }
  }
  Register<StdMap>("std::map", set, [] { return StdMap(); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::size_t count = 400'000;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--count=")) {
      count = std::strtoull(argv[i] + 8, nullptr, 10);
    } else if (argument.starts_with("--")) {
      std::fprintf(stderr, "index_bench: unknown flag %s\n", argv[i]);
      return 2;
    } else {
      paths.emplace_back(argument);
    }
  }
  std::vector<KeySet> sets;
  for (const std::string& path : paths) {
    std::optional<KeySet> set = ReadKeys(path, count);
    if (!set) {
      std::fprintf(stderr, "index_bench: %s: expected a key on each line; found none\n", path.c_str());
      return 3;
    }
    sets.push_back(*std::move(set));
  }
  if (paths.empty()) {
    for (const std::string_view shape : {"number", "email", "url"}) sets.push_back(MadeKeys(shape, count));
  }
  for (const KeySet& set : sets) RegisterAll(set);
  benchmark::RunSpecifiedBenchmarks();
}
