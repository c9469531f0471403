#include "bench/indexes/rivals.h"

#include <Judy.h>
#include <hat-trie/hat-trie.h>
#include <malloc.h>

#include <absl/container/btree_map.h>
#include <marisa.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tacit/encoded_index.h"
#include "tacit/index.h"

namespace tacit::bench {
namespace {

// Bytes that the program has allocated, each with what the allocator adds.
double Heap() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks) + static_cast<double>(info.hblkhd);
}

class Ours final : public Rival {
 public:
  explicit Ours(std::unique_ptr<KeyIndex> index) : index_(std::move(index)) {}
  void Upsert(std::string_view key, std::uint64_t value) override { (void)index_->Upsert(key, value); }
  [[nodiscard]] std::uint64_t Lookup(std::string_view key) const override { return *index_->Lookup(key); }
  [[nodiscard]] std::uint64_t Scan(std::string_view from, std::size_t count) const override {
    std::uint64_t sum = 0;
    const auto visited = index_->Scan(from, count, [&](std::string_view key, std::uint64_t value) {
      sum += key.size() + value;
      return true;
    });
    return visited.ok() ? sum : 0;
  }
  [[nodiscard]] double bytes() const override { return static_cast<double>(index_->memory_bytes()); }

 private:
  std::unique_ptr<KeyIndex> index_;
};

// std::map and absl::btree_map.
template <typename Map>
class OfTheirKind final : public Rival {
 public:
  void Upsert(std::string_view key, std::uint64_t value) override {
    map_.insert_or_assign(std::string(key), value);
  }
  [[nodiscard]] std::uint64_t Lookup(std::string_view key) const override { return map_.find(key)->second; }
  [[nodiscard]] std::uint64_t Scan(std::string_view from, std::size_t count) const override {
    std::uint64_t sum = 0;
    for (auto it = map_.lower_bound(from); it != map_.end() && count > 0; ++it, --count) {
      sum += it->first.size() + it->second;
    }
    return sum;
  }
  [[nodiscard]] double bytes() const override { return Heap() - before_; }

 private:
  double before_ = Heap();
  Map map_;
};

using StdMap = OfTheirKind<std::map<std::string, std::uint64_t, std::less<>>>;
using AbslMap = OfTheirKind<absl::btree_map<std::string, std::uint64_t, std::less<>>>;

// Judy arrays of strings (Debian's libjudy-dev): keys are C strings, so that none may hold a NUL.
class JudyStrings final : public Rival {
 public:
  JudyStrings() = default;
  JudyStrings(const JudyStrings&) = delete;
  JudyStrings& operator=(const JudyStrings&) = delete;
  ~JudyStrings() override {
    JError_t error;
    JudySLFreeArray(&array_, &error);
  }
  void Upsert(std::string_view key, std::uint64_t value) override {
    *static_cast<std::uint64_t*>(static_cast<void*>(JudySLIns(&array_, CString(key), nullptr))) = value;
  }
  [[nodiscard]] std::uint64_t Lookup(std::string_view key) const override {
    return *static_cast<std::uint64_t*>(static_cast<void*>(JudySLGet(array_, CString(key), nullptr)));
  }
  [[nodiscard]] std::uint64_t Scan(std::string_view from, std::size_t count) const override {
    std::uint64_t sum = 0;
    std::uint8_t* const at = CString(from);
    for (auto* value = JudySLFirst(array_, at, nullptr); value != nullptr && count > 0;
         value = JudySLNext(array_, at, nullptr), --count) {
      sum += std::string_view(reinterpret_cast<const char*>(at)).size() +
             *static_cast<std::uint64_t*>(static_cast<void*>(value));
    }
    return sum;
  }
  [[nodiscard]] double bytes() const override { return Heap() - before_; }

 private:
  [[nodiscard]] std::uint8_t* CString(std::string_view key) const {
    std::copy(key.begin(), key.end(), room_.begin());
    room_[key.size()] = 0;
    return room_.data();
  }

  double before_ = Heap();
  void* array_ = nullptr;
  mutable std::array<std::uint8_t, 1 << 16> room_{};
};

// The HAT-trie (Debian's libhat-trie-dev), which cannot begin to scan at a key.
class HatTrie final : public Rival {
 public:
  void Upsert(std::string_view key, std::uint64_t value) override {
    *hattrie_get(trie_.get(), key.data(), key.size()) = value;
  }
  [[nodiscard]] std::uint64_t Lookup(std::string_view key) const override {
    return *hattrie_tryget(trie_.get(), key.data(), key.size());
  }
  [[nodiscard]] std::uint64_t Scan(std::string_view, std::size_t) const override { return 0; }
  [[nodiscard]] double bytes() const override { return Heap() - before_; }

 private:
  struct Free {
    void operator()(hattrie_t* trie) const { hattrie_free(trie); }
  };
  double before_ = Heap();
  std::unique_ptr<hattrie_t, Free> trie_{hattrie_create()};
};

// MARISA (Debian's libmarisa-dev): static, numbers its keys in an order of its own; values beside it.
class Marisa final : public Rival {
 public:
  explicit Marisa(const KeyList& keys) {
    marisa::Keyset set;
    for (const std::string_view key : keys.views()) set.push_back(key.data(), key.size());
    trie_.build(set);
    values_.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) values_[set[i].id()] = i;
  }
  void Upsert(std::string_view, std::uint64_t) override {}
  [[nodiscard]] std::uint64_t Lookup(std::string_view key) const override {
    marisa::Agent agent;
    agent.set_query(key.data(), key.size());
    return trie_.lookup(agent) ? values_[agent.key().id()] : 0;
  }
  [[nodiscard]] std::uint64_t Scan(std::string_view, std::size_t) const override { return 0; }
  [[nodiscard]] double bytes() const override {
    return static_cast<double>(trie_.total_size() + values_.size() * sizeof(values_[0]));
  }

 private:
  marisa::Trie trie_;
  std::vector<std::uint64_t> values_;
};

KeyDictionary TrainedOn(const KeySet& set, KeyScheme scheme) {
  std::vector<std::string_view> sample;
  for (std::size_t i = 0; i < set.keys.size(); i += 100) sample.push_back(set.keys[i]);
  DictionaryOptions options;
  options.scheme = scheme;
  return KeyDictionary::Train(sample, options).value();
}

template <typename Kind>
std::unique_ptr<Rival> Made() {
  return std::make_unique<Kind>();
}

}  // namespace

std::vector<Contestant> Contestants(const KeySet& set, const std::vector<std::string>& schemes) {
  std::vector<Contestant> all;
  for (const std::string_view tree : IndexNames()) {
    const bool threads = MakeIndex(tree).value()->concurrent();
    all.push_back({std::string(tree), [tree] { return std::make_unique<Ours>(MakeIndex(tree).value()); }});
    all.back().threads = threads;
    for (const std::string& scheme : schemes) {
      all.push_back({std::string(tree) + "+" + scheme,
                     [tree, dictionary = TrainedOn(set, KeySchemeFromName(scheme).value())] {
                       return std::make_unique<Ours>(EncodedIndex::Make(tree, dictionary).value());
                     }});
      all.back().threads = threads;
    }
  }
  all.push_back({"std::map", Made<StdMap>});
  all.push_back({"absl::btree_map", Made<AbslMap>});
  const auto has_nul = [](std::string_view key) { return key.find('\0') != std::string_view::npos; };
  if (std::none_of(set.keys.views().begin(), set.keys.views().end(), has_nul)) {
    all.push_back({"judy", Made<JudyStrings>});
  }
  all.push_back({.name = "hat-trie", .make = Made<HatTrie>, .scans = false});
  all.push_back({.name = "marisa",
                 .make = [&set] { return std::make_unique<Marisa>(set.keys); },
                 .scans = false,
                 .upserts = false});
  return all;
}

}  // namespace tacit::bench
