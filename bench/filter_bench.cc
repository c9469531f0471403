// What a filter costs: building, and look-ups of keys that are there and of such that are not.
//
//   filter_bench FILE [flags of Google Benchmark]     a file of keys, one a line
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tacit/filter.h"

namespace {

using Dictionary = std::shared_ptr<const tacit::KeyDictionary>;

struct Data {
  std::vector<std::string> keys;     // sorted, 400,000 at most
  std::vector<std::string> present;  // the same, shuffled
  std::vector<std::string> above;    // present[i] with its last byte one greater
  Dictionary dictionary;
};

Data ReadKeys(const char* path) {
  Data data;
  std::ifstream file(path);
  for (std::string key; std::getline(file, key);) {
    if (!key.empty()) data.present.push_back(key);
  }
  std::mt19937_64 random(1);
  std::shuffle(data.present.begin(), data.present.end(), random);
  data.present.resize(std::min<std::size_t>(data.present.size(), 400'000));
  data.keys = data.present;
  std::sort(data.keys.begin(), data.keys.end());
  data.keys.erase(std::unique(data.keys.begin(), data.keys.end()), data.keys.end());
  data.above = data.present;
  for (std::string& key : data.above) ++key.back();
  // One key of a hundred.
  const std::vector<std::string_view> sample(
      data.present.begin(),
      data.present.begin() + static_cast<std::ptrdiff_t>(data.present.size() / 100 + 1));
  tacit::DictionaryOptions options;
  options.scheme = tacit::KeyScheme::kDoubleChar;
  data.dictionary =
      std::make_shared<const tacit::KeyDictionary>(tacit::KeyDictionary::Train(sample, options).value());
  return data;
}

tacit::KeyFilter Build(const Data& data, bool encoded) {
  const std::vector<std::string_view> views(data.keys.begin(), data.keys.end());
  tacit::FilterOptions options;
  if (encoded) options.dictionary = data.dictionary;
  return tacit::KeyFilter::Build(views, options).value();
}

void CountItems(benchmark::State& state, std::size_t each, const tacit::KeyFilter& filter) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(each));
  state.counters["bytes/key"] =
      static_cast<double>(filter.memory_bytes()) / static_cast<double>(filter.size());
}

void BuildOnce(benchmark::State& state, const Data& data, bool encoded) {
  for (auto _ : state) benchmark::DoNotOptimize(Build(data, encoded));
  CountItems(state, data.keys.size(), Build(data, encoded));
}

// look_up(filter, i): of key i, in turns.
template <typename LookUp>
void LookUpEach(benchmark::State& state, const Data& data, bool encoded, const LookUp& look_up) {
  const tacit::KeyFilter filter = Build(data, encoded);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(look_up(filter, i));
    if (++i == data.present.size()) i = 0;
  }
  CountItems(state, 1, filter);
}

void LookUpBatches(benchmark::State& state, const Data& data, bool encoded) {
  const tacit::KeyFilter filter = Build(data, encoded);
  const std::vector<std::string_view> views(data.present.begin(), data.present.end());
  const std::unique_ptr<bool[]> answers = std::make_unique<bool[]>(views.size());
  for (auto _ : state) {
    filter.MayContainBatch(views, {answers.get(), views.size()});
    benchmark::ClobberMemory();
  }
  CountItems(state, views.size(), filter);
}

void Register(const Data& data, bool encoded) {
  const auto name = [encoded](const char* what) {
    return std::string(what) + (encoded ? "/double-char" : "/plain");
  };
  const auto each = [&](const char* what, auto look_up) {
    benchmark::RegisterBenchmark(name(what).c_str(), [&data, encoded, look_up](benchmark::State& state) {
      LookUpEach(state, data, encoded, look_up);
    });
  };
  each("present",
       [&data](const tacit::KeyFilter& f, std::size_t i) { return f.MayContain(data.present[i]); });
  each("above", [&data](const tacit::KeyFilter& f, std::size_t i) { return f.MayContain(data.above[i]); });
  each("range", [&data](const tacit::KeyFilter& f, std::size_t i) {
    return f.MayContainRange(data.present[i], data.above[i]);
  });
  each("count", [&data](const tacit::KeyFilter& f, std::size_t i) {
    return f.CountApprox(data.present[i], data.above[i]).value();
  });
  benchmark::RegisterBenchmark(name("batch").c_str(), [&data, encoded](benchmark::State& state) {
    LookUpBatches(state, data, encoded);
  });
  benchmark::RegisterBenchmark(
      name("build").c_str(), [&data, encoded](benchmark::State& state) { BuildOnce(state, data, encoded); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::fprintf(stderr, "usage: filter_bench FILE\n");
    return 2;
  }
  const Data data = ReadKeys(argv[1]);
  if (data.keys.empty()) {
    std::fprintf(stderr, "filter_bench: %s: expected keys, one a line\n", argv[1]);
    return 1;
  }
  for (const bool encoded : {false, true}) Register(data, encoded);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
