// The loops that encode and decode, each kernel that this processor has beside the scalar one.
//
// usage: kernel_bench FILE... [--entries=N] [Google Benchmark's flags]
//
// FILE: keys, one a line, of which 1 % train a dictionary of each scheme. The counter is ns for each byte of
// the keys; keys are encoded one by one and 1,024 at a time, and decoded likewise.
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

#include "src/encoder/decoder.h"
#include "src/encoder/kernels.h"
#include "src/encoder/parts.h"
#include "tacit/dictionary.h"

namespace {

using tacit::KeyDictionary;
using tacit::KeyScheme;
using tacit::encoder::Kernel;

constexpr std::size_t kBatch = 1024;
constexpr std::size_t kRoom = 512;  // for each key, which is cut to 64 bytes

// The keys of a file, and a dictionary's tables.
struct Prepared {
  std::string bytes;
  std::vector<std::string_view> keys;
  std::size_t size = 0;
  tacit::encoder::Trie trie;
  std::unique_ptr<tacit::encoder::Decoder> decoder;
  std::string encoded;
  std::vector<std::string_view> encodings;
};

std::unique_ptr<Prepared> Prepare(const std::string& path, KeyScheme scheme, std::size_t entries) {
  auto prepared = std::make_unique<Prepared>();
  std::ifstream file(path);
  std::vector<std::size_t> ends;
  for (std::string line; std::getline(file, line);) {
    prepared->bytes += line.substr(0, 64);
    ends.push_back(prepared->bytes.size());
  }
  const auto cut = [](std::string_view bytes, const std::vector<std::size_t>& at) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (const std::size_t end : at) {
      parts.push_back(bytes.substr(begin, end - begin));
      begin = end;
    }
    return parts;
  };
  prepared->keys = cut(prepared->bytes, ends);
  prepared->size = prepared->bytes.size();
  std::vector<std::string_view> sample = prepared->keys;
  std::shuffle(sample.begin(), sample.end(), std::mt19937_64(1));
  sample.resize((sample.size() + 99) / 100);
  const auto dictionary = KeyDictionary::Train(sample, {.scheme = scheme, .max_entries = entries});
  if (!dictionary.ok()) return nullptr;
  const auto definition = tacit::encoder::UnpackDefinition(dictionary->Pack(), "dictionary");
  if (!definition.ok()) return nullptr;
  prepared->trie = tacit::encoder::BuildTrie(definition->intervals, definition->Codes());
  prepared->decoder = std::make_unique<tacit::encoder::Decoder>(definition->intervals, definition->Codes());
  dictionary->EncodeBatch(prepared->keys, &prepared->encoded, &ends);
  prepared->encodings = cut(prepared->encoded, ends);
  return prepared;
}

enum class Work { kEncode, kEncodeBatch, kDecode, kDecodeBatch };

void Run(benchmark::State& state, const Prepared& prepared, const Kernel& kernel, Work work) {
  const tacit::encoder::TrieView trie = prepared.trie.view();
  const tacit::encoder::DecodeView view = prepared.decoder->view();
  std::vector<unsigned char> room(kBatch * kRoom);
  std::vector<unsigned char*> outs(kBatch);
  std::vector<std::size_t> ends(kBatch);
  const bool encodes = work == Work::kEncode || work == Work::kEncodeBatch;
  const auto& all = encodes ? prepared.keys : prepared.encodings;
  for (auto _ : state) {
    for (std::size_t i = 0; i < all.size(); i += kBatch) {
      const auto some = std::span(all).subspan(i, std::min(kBatch, all.size() - i));
      for (std::size_t out = 0; out < some.size(); ++out) outs[out] = room.data() + out * kRoom;
      switch (work) {
        case Work::kEncode:
          for (const std::string_view key : some) {
            const auto* const at = reinterpret_cast<const unsigned char*>(key.data());
            benchmark::DoNotOptimize(kernel.encode(trie, at, key.size(), room.data()));
          }
          break;
        case Work::kEncodeBatch:
          if (trie.layout == tacit::encoder::TrieLayout::kNodes) {
            kernel.encode_batch(trie, some, outs.data());
          } else {
            kernel.encode_packed(trie, some, room.data(), ends.data());
          }
          break;
        case Work::kDecode:
          for (const std::string_view bits : some) {
            benchmark::DoNotOptimize(kernel.decode(view, bits, reinterpret_cast<char*>(room.data())));
          }
          break;
        case Work::kDecodeBatch:
          benchmark::DoNotOptimize(kernel.decode_batch(view, some, outs.data()));
          break;
      }
      benchmark::ClobberMemory();
    }
  }
  state.counters["ns/byte"] =
      benchmark::Counter(static_cast<double>(prepared.size) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::size_t entries = 0;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument.starts_with("--entries=")) {
      entries = static_cast<std::size_t>(std::atoll(argument.c_str() + 10));
    } else {
      files.push_back(argument);
    }
  }
  if (files.empty()) {
    std::cerr << "usage: kernel_bench FILE... [--entries=N]\n";
    return 2;
  }
  std::vector<std::unique_ptr<Prepared>> kept;
  for (const std::string& path : files) {
    for (const KeyScheme scheme :
         {KeyScheme::kSingleChar, KeyScheme::kDoubleChar, KeyScheme::k3Grams, KeyScheme::kAlmImproved}) {
      kept.push_back(Prepare(path, scheme, entries));
      if (kept.back() == nullptr || kept.back()->keys.empty()) {
        std::cerr << path << ": expected keys, one a line, found none that can be trained on\n";
        return 3;
      }
      const Prepared* const prepared = kept.back().get();
      struct Named {
        const char* name;
        Work work;
      };
      for (const Kernel* kernel :
           {&tacit::encoder::ScalarKernel(), tacit::encoder::Avx2Kernel(), tacit::encoder::Avx512Kernel()}) {
        if (kernel == nullptr) continue;
        for (const Named& named :
             {Named{"encode", Work::kEncode}, Named{"encode-batch", Work::kEncodeBatch},
              Named{"decode", Work::kDecode}, Named{"decode-batch", Work::kDecodeBatch}}) {
          const std::string name = path.substr(path.rfind('/') + 1) + "/" + std::string(Name(scheme)) + "/" +
                                   std::string(kernel->name) + "/" + named.name;
          benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
            Run(state, *prepared, *kernel, named.work);
          })->Unit(benchmark::kMillisecond);
        }
      }
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
