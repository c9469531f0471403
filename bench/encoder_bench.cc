// What dictionaries cost and save on files of keys.
//
// usage: encoder_bench FILE... [--sample=SHARE] [--entries=N] [Google Benchmark's flags]
//
// FILE: keys, one a line. For each scheme a dictionary is trained on a share of the keys (1 % unless told),
// and all keys are encoded one by one, in batches of 1,024, in batches in order, and decoded one by one and
// in batches. `time` is for all keys; the counters are ns for each byte of the keys, the rate in whole bytes,
// the dictionary's entries and kilobytes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tacit/dictionary.h"

namespace {

using tacit::KeyDictionary;
using tacit::KeyScheme;

struct Keys {
  std::string name;
  std::string bytes;  // one behind another
  std::vector<std::string_view> keys;
};

Keys Load(const std::string& path) {
  Keys loaded;
  loaded.name = path.substr(path.rfind('/') + 1);
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) loaded.bytes += line;
  std::size_t at = 0;
  for (const std::string& line : lines) {
    loaded.keys.push_back(std::string_view(loaded.bytes).substr(at, line.size()));
    at += line.size();
  }
  return loaded;
}

std::vector<std::string_view> Sample(const Keys& keys, double share) {
  std::vector<std::string_view> sample = keys.keys;
  std::shuffle(sample.begin(), sample.end(), std::mt19937_64(1));
  sample.resize(
      std::max<std::size_t>(1, static_cast<std::size_t>(share * static_cast<double>(sample.size()))));
  return sample;
}

enum class Work { kTrain, kOne, kBatch, kSorted, kDecode, kDecodeBatch };

void Run(benchmark::State& state, const Keys& keys, const tacit::DictionaryOptions& options, double share,
         Work work) {
  const std::vector<std::string_view> sample = Sample(keys, share);
  auto trained = KeyDictionary::Train(sample, options);
  if (!trained.ok()) return state.SkipWithError(trained.status().message().c_str());
  const KeyDictionary& dictionary = *trained;
  std::string encoded;
  std::vector<std::size_t> encoded_ends;
  dictionary.EncodeBatch(keys.keys, &encoded, &encoded_ends);
  std::vector<std::string_view> encodings;
  for (std::size_t i = 0, begin = 0; i < encoded_ends.size(); begin = encoded_ends[i++]) {
    encodings.push_back(std::string_view(encoded).substr(begin, encoded_ends[i] - begin));
  }
  std::vector<char> out(1 << 16);
  std::string bytes;
  std::vector<std::size_t> ends;
  constexpr std::size_t kBatch = 1024;
  for (auto _ : state) {
    switch (work) {
      case Work::kTrain: benchmark::DoNotOptimize(KeyDictionary::Train(sample, options).ok()); break;
      case Work::kOne:
        for (const std::string_view key : keys.keys) benchmark::DoNotOptimize(dictionary.Encode(key, out));
        break;
      case Work::kBatch:
      case Work::kSorted:
        for (std::size_t i = 0; i < keys.keys.size(); i += kBatch) {
          const auto batch = std::span(keys.keys).subspan(i, std::min(kBatch, keys.keys.size() - i));
          work == Work::kBatch ? dictionary.EncodeBatch(batch, &bytes, &ends)
                               : dictionary.EncodeSorted(batch, &bytes, &ends);
          benchmark::DoNotOptimize(bytes.data());
        }
        break;
      case Work::kDecode:
        for (const std::string_view key : encodings) benchmark::DoNotOptimize(dictionary.Decode(key, out));
        break;
      case Work::kDecodeBatch:
        for (std::size_t i = 0; i < encodings.size(); i += kBatch) {
          const auto batch = std::span(encodings).subspan(i, std::min(kBatch, encodings.size() - i));
          benchmark::DoNotOptimize(dictionary.DecodeBatch(batch, &bytes, &ends));
        }
        break;
    }
  }
  const auto all = static_cast<double>(keys.bytes.size());
  state.counters["ns/byte"] = benchmark::Counter(
      all * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["rate"] = all / static_cast<double>(encoded.size());
  state.counters["entries"] = static_cast<double>(dictionary.entries());
  state.counters["KiB"] = static_cast<double>(dictionary.dictionary_bytes()) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  double share = 0.01;
  std::size_t entries = 0;
  std::vector<std::unique_ptr<const Keys>> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("--sample=")) {
      share = std::atof(argument.c_str() + 9);
    } else if (argument.starts_with("--entries=")) {
      entries = static_cast<std::size_t>(std::atoll(argument.c_str() + 10));
    } else {
      files.push_back(std::make_unique<const Keys>(Load(argument)));
      if (files.back()->keys.empty()) {
        std::cerr << argument << ": expected keys, one a line, found none\n";
        return 3;
      }
    }
  }
  if (files.empty()) {
    std::cerr << "usage: encoder_bench FILE... [--sample=SHARE] [--entries=N]\n";
    return 2;
  }
  struct Named {
    const char* name;
    Work work;
  };
  for (const auto& keys : files) {
    for (const KeyScheme scheme : {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams,
                                   KeyScheme::k4Grams, KeyScheme::kAlm, KeyScheme::kAlmImproved}) {
      for (const Named& named : {Named{"train", Work::kTrain}, Named{"one", Work::kOne},
                                 Named{"batch", Work::kBatch}, Named{"sorted", Work::kSorted},
                                 Named{"decode", Work::kDecode}, Named{"decode-batch", Work::kDecodeBatch}}) {
        const std::string name = keys->name + "/" + std::string(Name(scheme)) + "/" + named.name;
        benchmark::RegisterBenchmark(name.c_str(), [=, &keys](benchmark::State& state) {
          Run(state, *keys, {.scheme = scheme, .max_entries = entries}, share, named.work);
        })->Unit(benchmark::kMillisecond);
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
