// Each index tree, plain and with its keys encoded, against the rivals that Debian packages, in one run, so
// that the ratios hold whatever the machine.
//
// usage: index_bench [FILE...] [--made=email,url,integer,number] [--count=N]
// [--schemes=double-char,3-grams|none]
//                    [Google Benchmark's flags]
//
// FILE has a key on each line; N of them are taken at random, 400,000 where nothing is said. Without a file
// and
// --made, keys of all shapes are made. Names are WORKLOAD/KEYS/TREE, and for YCSB the choice of keys and the
// number of threads: --benchmark_filter=lookup/email chooses.
//
//   load     all keys put into an empty tree, in a random order; bytes/key is all that it holds then
//   lookup   each key, in another order       scan50    50 entries from a key on, keys returned
//   A to F   the workloads of YCSB: 50 % and 95 % look-ups with updates, look-ups alone, of what was inserted
//            of late, scans of 50 with insertions, and read-modify-write
#include <benchmark/benchmark.h>

#include <cstdio>
#include <map>
#include <random>

#include "bench/indexes/key_sets.h"
#include "bench/indexes/rivals.h"

namespace tacit::bench {
namespace {

constexpr std::size_t kScanned = 50;
constexpr std::size_t kDraws = std::size_t{1} << 19;
// Look-ups of what was inserted of late are of one of so many.
constexpr std::size_t kLate = 1'000;

// Trees are filled once for all that only reads or updates them.
class Filled {
 public:
  std::shared_ptr<Rival> Of(const Contestant& contestant, const KeySet& set) {
    const std::string name = set.name + "/" + contestant.name;
    if (name != name_) {
      tree_.reset();
      tree_ = Fill(contestant, set);
      name_ = name;
    }
    return tree_;
  }
  void Forget() {
    tree_.reset();
    name_.clear();
  }
  static std::shared_ptr<Rival> Fill(const Contestant& contestant, const KeySet& set) {
    std::shared_ptr<Rival> tree = contestant.make();
    if (contestant.upserts) {
      for (std::size_t i = 0; i < set.keys.size(); ++i) tree->Upsert(set.keys[i], i);
    }
    return tree;
  }

 private:
  std::string name_;
  std::shared_ptr<Rival> tree_;
};

struct Workload {
  const char* name;
  int lookups, updates, inserts, scans, modifies;  // per cent
  bool latest = false;                             // look-ups are of what was inserted of late
};
constexpr Workload kYcsb[] = {
    {"A", 50, 50, 0, 0, 0},      {"B", 95, 5, 0, 0, 0}, {"C", 100, 0, 0, 0, 0},
    {"D", 95, 0, 5, 0, 0, true}, {"E", 0, 0, 5, 95, 0}, {"F", 50, 0, 0, 0, 50},
};

struct Runner {
  Filled filled;
  std::map<std::string, std::shared_ptr<KeyList>> drawn;

  const KeyList& Draws(const KeySet& set, Choice choice) {
    std::shared_ptr<KeyList>& list = drawn[set.name + (choice == Choice::kZipf ? "/zipf" : "/uniform")];
    if (list == nullptr) {
      list = std::make_shared<KeyList>(
          Drawn(set.keys, choice, choice == Choice::kUniform ? set.keys.size() : kDraws, 7));
    }
    return *list;
  }
};

void Load(benchmark::State& state, const Contestant& contestant, const KeySet& set, Runner& runner) {
  runner.filled.Forget();
  for (auto _ : state) {
    const std::shared_ptr<Rival> tree = Filled::Fill(contestant, set);
    state.PauseTiming();
    state.counters["bytes/key"] = tree->bytes() / static_cast<double>(set.keys.size());
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(set.keys.size()));
  state.counters["ns/key"] =
      benchmark::Counter(static_cast<double>(set.keys.size()) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <typename Call>
void Each(benchmark::State& state, const Contestant& contestant, const KeySet& set, Runner& runner,
          Call call) {
  const std::shared_ptr<Rival> tree = runner.filled.Of(contestant, set);
  const KeyList& asked = runner.Draws(set, Choice::kUniform);
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(call(*tree, asked[next]));
    if (++next == asked.size()) next = 0;
  }
}

// Each thread begins elsewhere in the list of keys that are asked for. What is inserted is inserted anew once
// all of it is there.
void Ycsb(benchmark::State& state, const Contestant& contestant, const KeySet& set, const Workload& workload,
          Choice choice, Runner& runner) {
  static std::shared_ptr<Rival> tree;
  static const KeyList* asked = nullptr;
  if (state.thread_index() == 0) {
    tree = workload.inserts == 0 ? runner.filled.Of(contestant, set) : Filled::Fill(contestant, set);
    asked = &runner.Draws(set, choice);
  }
  const auto thread = static_cast<std::size_t>(state.thread_index());
  std::minstd_rand random(static_cast<unsigned>(thread + 1));
  std::size_t next = 0;
  std::size_t begin = 0;  // of what this thread has inserted of late, and its end
  std::size_t inserted = 0;
  bool first = true;
  for (auto _ : state) {
    if (first) {
      next = asked->size() / static_cast<std::size_t>(state.threads()) * thread;
      begin = inserted = set.later.size() / static_cast<std::size_t>(state.threads()) * thread;
      first = false;
    }
    int dice = static_cast<int>(random() % 100);
    const std::string_view key = (*asked)[next];
    if (++next == asked->size()) next = 0;
    if ((dice -= workload.lookups) < 0) {
      const std::size_t late = workload.latest ? std::min(inserted - begin, kLate) : 0;
      benchmark::DoNotOptimize(tree->Lookup(late == 0 ? key : set.later[inserted - 1 - random() % late]));
    } else if ((dice -= workload.updates) < 0) {
      tree->Upsert(key, next);
    } else if ((dice -= workload.inserts) < 0) {
      if (inserted == set.later.size()) begin = inserted = 0;
      tree->Upsert(set.later[inserted++], next);
    } else if ((dice -= workload.scans) < 0) {
      benchmark::DoNotOptimize(tree->Scan(key, kScanned));
    } else {
      tree->Upsert(key, tree->Lookup(key) + 1);
    }
  }
  if (state.thread_index() == 0 && workload.inserts != 0) tree.reset();
}

void Register(const KeySet& set, const Contestant& contestant, Runner& runner) {
  const std::string of = "/" + set.name + "/" + contestant.name;
  const auto add = [](const std::string& name, auto run) {
    return benchmark::RegisterBenchmark(name.c_str(), std::move(run));
  };
  if (contestant.upserts) {
    add("load" + of, [&](benchmark::State& state) {
      Load(state, contestant, set, runner);
    })->Unit(benchmark::kMillisecond);
  }
  add("lookup" + of, [&](benchmark::State& state) {
    Each(state, contestant, set, runner,
         [](const Rival& tree, std::string_view key) { return tree.Lookup(key); });
  });
  if (contestant.scans) {
    add("scan50" + of, [&](benchmark::State& state) {
      Each(state, contestant, set, runner,
           [](const Rival& tree, std::string_view key) { return tree.Scan(key, kScanned); });
    });
  }
  for (const Workload& workload : kYcsb) {
    if ((workload.scans != 0 && !contestant.scans) || (workload.lookups != 100 && !contestant.upserts))
      continue;
    for (const Choice choice : {Choice::kUniform, Choice::kZipf}) {
      if (workload.latest && choice == Choice::kZipf) continue;
      auto* const added = add(
          workload.name + of + (choice == Choice::kZipf ? "/zipf" : "/uniform"),
          [&, choice](benchmark::State& state) { Ycsb(state, contestant, set, workload, choice, runner); });
      added->Threads(1)->UseRealTime();
      if (contestant.threads) added->Threads(2);
    }
  }
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

int Main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::size_t count = 400'000;
  std::vector<std::string> schemes = {"double-char", "3-grams"};
  std::vector<std::string> shapes;
  std::vector<std::string> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.starts_with("--count=")) {
      count = std::strtoull(argv[i] + 8, nullptr, 10);
    } else if (argument.starts_with("--schemes=")) {
      schemes = Split(argument.substr(10));
      if (schemes == std::vector<std::string>{"none"}) schemes.clear();
    } else if (argument.starts_with("--made=")) {
      shapes = Split(argument.substr(7));
    } else if (argument.starts_with("--")) {
      std::fprintf(stderr, "index_bench: unknown flag %s\n", argv[i]);
      return 2;
    } else {
      paths.emplace_back(argument);
    }
  }
  if (paths.empty() && shapes.empty()) shapes = {"integer", "number", "email", "url"};

  std::vector<KeySet> sets;
  for (const std::string& path : paths) {
    std::optional<KeySet> set = ReadKeys(path, count);
    if (!set) {
      std::fprintf(stderr, "index_bench: %s: expected a key on each line; found none\n", path.c_str());
      return 3;
    }
    sets.push_back(*std::move(set));
  }
  for (const std::string& shape : shapes) sets.push_back(MadeKeys(shape, count));
  std::vector<std::vector<Contestant>> contestants;
  for (const KeySet& set : sets) contestants.push_back(Contestants(set, schemes));
  Runner runner;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    for (const Contestant& contestant : contestants[i]) Register(sets[i], contestant, runner);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace tacit::bench

int main(int argc, char** argv) { return tacit::bench::Main(argc, argv); }
